import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat

/// Which records two shards have that the other has not, and which have changed.
///
/// Records are the same when their bytes are, and a changed record has the source and identifier of one that is gone.
/// Memory: about 45 bytes a record of either shard.
public final class ShardDiff {
  public struct Name: Sendable, Equatable {
    public var digest: Digest
    public var source: String
    public var id: String
  }
  public enum Change: Sendable, Equatable {
    /// A key of META that differs; `member` from 0.
    case meta(member: Int, key: String)
    /// The shards have so many members.
    case members(Int, Int)
    case removed(Name)
    case added(Name)
    /// `fields` are the paths that differ.
    case changed(before: Name, after: Name, fields: [String])
  }

  private struct Entry {
    var digest: Digest
    /// From source and identifier.
    var key: UInt64
  }
  private struct Side {
    var shard: MappedShard
    var entries: [Entry]
    var metas: [ShardMeta]
  }

  private let a: Side
  private let b: Side

  /// Reads both shards through and verifies them.
  /// - Parameters: paths of regular files, and what messages call them.
  /// - Throws: `ShardError`, `RecordError`; `ShardError` unexpectedFrame for shards without records.
  public init(_ a: (path: String, name: String), _ b: (path: String, name: String)) throws {
    self.a = try Self.side(a)
    self.b = try Self.side(b)
  }

  private static func side(_ file: (path: String, name: String)) throws -> Side {
    let reader = ShardReader(
      source: try FileSource(path: file.path, called: file.name),
      options: ShardReaderOptions(keepBlobs: false))
    var entries: [Entry] = []
    var metas: [ShardMeta] = []
    while let frame = try reader.nextFrame() {
      switch frame {
      case .meta(let meta):
        guard meta.profile == .records else {
          throw ShardError(
            .unexpectedFrame, file: file.name, what: "a shard of \(meta.profile.rawValue), not of records",
            remedy: "compare the records that it was made of")
        }
        metas.append(meta)
      case .records(let items, _):
        for item in items { entries.append(Entry(digest: item.digest, key: try key(item, file.name))) }
      default: break
      }
    }
    return Side(
      shard: try MappedShard(path: file.path, name: file.name), entries: entries, metas: metas)
  }

  private static func key(_ item: RecordItem, _ file: String) throws -> UInt64 {
    // Bytes that are no preference record have no name but their digest.
    guard let record = try? PreferenceRecord(decoding: item.bytes) else { return item.digest.b }
    return SHA256.hash(Array(record.source.name.utf8) + [0] + Array(record.id.utf8)).a
  }

  /// META first, then what is gone or changed in the order of the first shard, then what is new in that of the second.
  public func changes(_ tell: (Change) throws -> Void) throws {
    try tellMeta(tell)
    let (gone, new) = unmatched()
    var newByKey: [UInt64: [Int]] = [:]
    for ordinal in new.reversed() { newByKey[b.entries[ordinal].key, default: []].append(ordinal) }
    var changed: Set<Int> = []
    for ordinal in gone {
      let before = try a.shard.record(ordinal)
      let key = a.entries[ordinal].key
      let old = name(before)
      if let other = newByKey[key]?.last {
        let after = try b.shard.record(other)
        let next = name(after)
        if next.source == old.source, next.id == old.id {
          newByKey[key]?.removeLast()
          changed.insert(other)
          try tell(.changed(before: old, after: next, fields: fields(before, after)))
          continue
        }
      }
      try tell(.removed(old))
    }
    for ordinal in new where !changed.contains(ordinal) {
      try tell(.added(name(try b.shard.record(ordinal))))
    }
  }

  private func tellMeta(_ tell: (Change) throws -> Void) throws {
    if a.metas.count != b.metas.count { try tell(.members(a.metas.count, b.metas.count)) }
    for (member, (x, y)) in zip(a.metas, b.metas).enumerated() {
      let (old, new) = (x.cbor.fields ?? [:], y.cbor.fields ?? [:])
      for key in Set(old.keys).union(new.keys).sorted() where old[key] != new[key] {
        try tell(.meta(member: member, key: key))
      }
    }
  }

  /// Ordinals of the records of each side that the other side lacks; of equal records as many as there are more.
  private func unmatched() -> (gone: [Int], new: [Int]) {
    let order = (0..<b.entries.count).map { UInt32($0) }.sorted {
      let (x, y) = (b.entries[Int($0)].digest, b.entries[Int($1)].digest)
      return x == y ? $0 < $1 : x < y
    }
    var isMatched = [Bool](repeating: false, count: order.count)
    var gone: [Int] = []
    for (ordinal, entry) in a.entries.enumerated() {
      var low = 0
      var high = order.count
      while low < high {
        let middle = (low + high) / 2
        if b.entries[Int(order[middle])].digest < entry.digest { low = middle + 1 } else { high = middle }
      }
      while low < order.count, b.entries[Int(order[low])].digest == entry.digest, isMatched[low] { low += 1 }
      if low < order.count, b.entries[Int(order[low])].digest == entry.digest {
        isMatched[low] = true
      } else {
        gone.append(ordinal)
      }
    }
    let new = order.indices.filter { !isMatched[$0] }.map { Int(order[$0]) }.sorted()
    return (gone, new)
  }

  private func name(_ item: RecordItem) -> Name {
    let record = try? PreferenceRecord(decoding: item.bytes)
    return Name(digest: item.digest, source: record?.source.name ?? "", id: record?.id ?? "")
  }

  private func fields(_ before: RecordItem, _ after: RecordItem) -> [String] {
    guard let x = try? PreferenceRecord(decoding: before.bytes),
      let y = try? PreferenceRecord(decoding: after.bytes)
    else { return [] }
    return JSONDifference.paths(x.json, y.json)
  }
}
