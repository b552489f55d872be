import ByteStreams
import PreferenceRecords
import ShardFormat

/// Finds a record in a stream and proves that it is in its member.
public enum RecordProof {
  /// How a record is asked for.
  public enum Query: Sendable, Equatable {
    case digest(Digest)
    /// From 0 over all members.
    case ordinal(Int)
    case id(String)

    /// 64 hexadecimal digits are a SHA-256, other digits an ordinal, anything else (also behind `id:`) an identifier.
    public init(_ text: String) {
      if text.hasPrefix("id:") {
        self = .id(String(text.dropFirst(3)))
      } else if let digest = Digest(hex: text) {
        self = .digest(digest)
      } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let ordinal = Int(text) {
        self = .ordinal(ordinal)
      } else {
        self = .id(text)
      }
    }
  }

  public struct Found: Sendable {
    public var document: ProofDocument
    public var record: RecordItem
  }

  /// Reads the stream to the end of the member that holds the record; an identifier that occurs twice is refused.
  /// Memory: 32 bytes an entry of a member.
  /// - Throws: `ShardError`, noSuchRecord among them.
  public static func find(_ query: Query, in source: any ByteSource) throws -> Found {
    let reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    var entries: [Digest] = []
    var place: (index: Int, record: RecordItem)?
    var found: Found?
    while let frame = try reader.nextFrame() {
      switch frame {
      case .meta: entries.removeAll(keepingCapacity: true)
      case .records(let items, _):
        for item in items {
          if matches(item, query) {
            if case .id(let id) = query, place != nil || found != nil {
              throw ShardError(
                .noSuchRecord, file: reader.name, what: "several records have the identifier '\(id)'",
                remedy: "name one by its SHA-256")
            }
            if place == nil, found == nil { place = (entries.count, item) }
          }
          entries.append(item.digest)
        }
      case .tokens(_, let raw), .plan(_, let raw): entries.append(raw.digest)
      case .blobs, .other: break
      case .end(let end):
        guard let hit = place else { continue }
        place = nil
        found = Found(
          document: ProofDocument(proof: InclusionProof(hit.index, of: entries), root: end.contentRoot),
          record: hit.record)
        // Only an identifier can occur again with other bytes.
        if case .id = query { continue }
        return try result(found, reader.name)
      }
    }
    return try result(found, reader.name)
  }

  private static func result(_ found: Found?, _ file: String) throws -> Found {
    guard let found else {
      throw ShardError(
        .noSuchRecord, file: file, what: "no such record",
        remedy: "name it by its SHA-256, its identifier, or its place from 0, as 'aa-cat cat' prints them")
    }
    return found
  }

  private static func matches(_ item: RecordItem, _ query: Query) -> Bool {
    switch query {
    case .digest(let digest): item.digest == digest
    case .ordinal(let ordinal): item.ordinal == ordinal
    case .id(let id): (try? PreferenceRecord(decoding: item.bytes))?.id == id
    }
  }
}
