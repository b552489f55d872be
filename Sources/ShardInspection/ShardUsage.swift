import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Where the bytes of shards are.
///
/// Memory: one frame, and 50 bytes for each blob that no record has named yet.
public struct ShardUsage {
  public struct Frames: Sendable, Equatable {
    public var count: UInt64 = 0
    /// Headers and padding included.
    public var bytes: UInt64 = 0
    /// Payloads after decompression.
    public var rawBytes: UInt64 = 0
  }
  public struct Modality: Sendable, Equatable {
    public var records: UInt64 = 0
    public var recordBytes: UInt64 = 0
    /// Of stored media, each counted with the first record that names it.
    public var mediaBytes: UInt64 = 0
    public var groups: UInt64 = 0
    public var tokens: UInt64 = 0
  }
  public struct Media: Sendable, Equatable {
    public var count: UInt64 = 0
    public var bytes: UInt64 = 0
  }
  public struct Large: Sendable, Equatable {
    public var digest: Digest
    public var bytes: Int
    /// A medium's kind, a record's identifier.
    public var name: String
  }

  /// Preambles and trailers too, as kind 0.
  public private(set) var frames: [UInt8: Frames] = [:]
  public private(set) var modalities: [String: Modality] = [:]
  public private(set) var media: [String: Media] = [:]
  public private(set) var largestMedia: [Large] = []
  public private(set) var largestRecords: [Large] = []
  private var unclaimed: [Digest: Int] = [:]
  private let listed: Int

  /// - Parameter listed: how many of the largest are kept.
  public init(listed: Int = 10) { self.listed = listed }

  /// Bytes of everything.
  public var bytes: UInt64 { frames.values.reduce(0) { $0 + $1.bytes } }

  /// Adds a stream, read to its end and verified.
  /// - Throws: `ShardError`, `TokenStreamError`, what the source throws.
  public mutating func add(_ source: any ByteSource) throws {
    let reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    var headers: [FrameHeader] = []
    reader.onFrame = { header, _, _ in headers.append(header) }
    defer { reader.onFrame = nil }
    while let frame = try reader.nextFrame() {
      for header in headers { add(header) }
      headers.removeAll(keepingCapacity: true)
      switch frame {
      case .meta: unclaimed.removeAll()
      case .blobs(let blobs, _): for blob in blobs { add(blob) }
      case .records(let items, _): for item in items { add(item) }
      case .tokens(let block, _):
        for group in try TokenFrameCoding.decode(block) {
          modalities[group.modality, default: Modality()].groups += 1
          modalities[group.modality, default: Modality()].tokens += UInt64(group.tokens.count)
        }
      case .plan, .other: break
      case .end:
        frames[0, default: Frames()].count += 2
        frames[0, default: Frames()].bytes += 128
      }
    }
  }

  private mutating func add(_ header: FrameHeader) {
    var row = frames[header.kind.rawValue, default: Frames()]
    row.count += 1
    row.bytes += 64 + (header.storedLength + 63) / 64 * 64
    row.rawBytes += header.rawLength
    frames[header.kind.rawValue] = row
  }

  private mutating func add(_ blob: Blob) {
    let kind = blob.facts?["kind"]?.textValue ?? "unknown"
    media[kind, default: Media()].count += 1
    media[kind, default: Media()].bytes += UInt64(blob.count)
    unclaimed[blob.digest, default: 0] += blob.count
    let large = Large(digest: blob.digest, bytes: blob.count, name: kind)
    if !largestMedia.contains(where: { $0.digest == blob.digest }) { keep(large, in: &largestMedia) }
  }

  private mutating func add(_ item: RecordItem) {
    let record = try? PreferenceRecord(decoding: item.bytes)
    var row = modalities[record?.modality ?? "unknown", default: Modality()]
    row.records += 1
    row.recordBytes += UInt64(item.bytes.count)
    for medium in record?.media ?? [] {
      row.mediaBytes += UInt64(unclaimed.removeValue(forKey: medium.digest) ?? 0)
    }
    modalities[record?.modality ?? "unknown"] = row
    keep(Large(digest: item.digest, bytes: item.bytes.count, name: record?.id ?? ""), in: &largestRecords)
  }

  /// Largest first; of equal ones the first that came.
  private func keep(_ large: Large, in list: inout [Large]) {
    if list.count == listed, let last = list.last, last.bytes >= large.bytes { return }
    let at = list.firstIndex { $0.bytes < large.bytes } ?? list.count
    list.insert(large, at: at)
    if list.count > listed { list.removeLast() }
  }
}
