import ByteStreams
import PreferenceRecords
import ShardFormat

/// The records of shard streams one after another, each with the media that answering it needs.
///
/// Memory: the blob window of one reader, and what is handed out.
public final class PromptStream {
  public struct Prompt: Sendable {
    public var record: PreferenceRecord
    public var digest: Digest
    /// "file: record n (id)" for messages.
    public var place: String
    /// The media of the prompt, and of its candidates when they are kept, each once, in the record's order.
    public var media: [Blob]
  }

  /// Why a stream holds no prompts that can be used.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  private let open: [() throws -> any ByteSource]
  private var nextInput = 0
  private var reader: ShardReader?
  private let keepsCandidates: Bool
  private let limit: Int?
  private var given = 0
  private let onMeta: (ShardMeta) throws -> Void

  /// - Parameters:
  ///   - inputs: opened one after the other, each when its turn comes.
  ///   - limit: prompts to hand out at most. What follows is still read, so that an upstream stage that fails is seen.
  ///   - onMeta: called with META of each member.
  public init(
    _ inputs: [() throws -> any ByteSource], keepsCandidates: Bool, limit: Int? = nil,
    onMeta: @escaping (ShardMeta) throws -> Void
  ) {
    open = inputs
    self.keepsCandidates = keepsCandidates
    self.limit = limit
    self.onMeta = onMeta
  }

  /// The next prompt; nil after the last.
  /// - Throws: `Failure` for streams of something else, records that cannot be read, media that are not there;
  ///   `ShardError`, and what the sources and `onMeta` throw.
  public func next() throws -> Prompt? {
    while true {
      if reader == nil {
        guard nextInput < open.count else { return nil }
        reader = ShardReader(source: try open[nextInput]())
        nextInput += 1
      }
      guard let reader, let item = try reader.next() else {
        self.reader = nil
        continue
      }
      switch item {
      case .meta(let meta):
        guard meta.profile == .records else {
          throw Failure(
            description: "\(reader.name): a stream of \(meta.profile.rawValue), not of records; give what "
              + "aa-convert or aa-validate wrote")
        }
        try onMeta(meta)
      case .record(let item):
        if let limit, given >= limit { continue }
        given += 1
        return try prompt(item, reader)
      default: break
      }
    }
  }

  private func prompt(_ item: RecordItem, _ reader: ShardReader) throws -> Prompt {
    var place = "\(reader.name): record \(item.ordinal + 1)"
    let record: PreferenceRecord
    do { record = try PreferenceRecord(decoding: item.bytes) } catch {
      throw Failure(description: "\(place): \(error); run aa-validate on it")
    }
    place += " (\(record.id))"
    var media: [Blob] = []
    var known: Set<Digest> = []
    let parts = record.prompt.flatMap(\.parts) + (keepsCandidates ? record.candidates.flatMap(\.parts) : [])
    for case .media(let reference) in parts where known.insert(reference.digest).inserted {
      guard let blob = reader.blob(reference.digest) else {
        throw Failure(
          description:
            "\(place): \(reference.kind) \(reference.digest) is not in the stream; convert the data again")
      }
      media.append(blob)
    }
    return Prompt(record: record, digest: item.digest, place: place, media: media)
  }
}
