import ByteStreams
import CSupport
import Glibc
import JSON
import OrderedPipeline
import ShardFormat

/// Times the shard format alone: rows with their media in, out again in order, and at random. See tools/bench-shards.
@main
struct ShardBench {
  static let usage = """
    usage: shard-bench write ROWS.jsonl OUT.aas     rows as records, the file that each names as a blob
           shard-bench write2 ROWS.jsonl OUT.aas    the same, files read and hashed by two threads
           shard-bench write-zstd ROWS.jsonl OUT.aas the same, compressed at level 3
           shard-bench walk ROWS.jsonl              rows and files are read, nothing is written
           shard-bench hash ROWS.jsonl              and SHA-256 is taken of each file
           shard-bench read FILE.aas                every record and blob, in order, checksums verified
           shard-bench verify FILE.aas              the same, and every blob's SHA-256
           shard-bench mapped FILE.aas              the same as read, where the records lie in the mapped file
           shard-bench random FILE.aas COUNT        records drawn at random with their blobs, checksums verified
           shard-bench verify-random FILE.aas COUNT the same, and every blob's SHA-256
           shard-bench open FILE.aas                nothing but what opening takes

    '-' as OUT is standard output. Figures go to standard error: records, bytes, seconds, peak bytes of memory.

    """

  static func main() {
    do {
      let words = CommandLine.arguments
      let started = aa_monotonic_seconds()
      let (records, bytes): (Int, Int)
      switch words.dropFirst().first {
      case "write" where words.count == 4: (records, bytes) = try write(words[2], to: words[3], .stored)
      case "write2" where words.count == 4: (records, bytes) = try writeInParallel(words[2], to: words[3])
      case "write-zstd" where words.count == 4:
        (records, bytes) = try write(words[2], to: words[3], .zstd(level: 3))
      case "walk" where words.count == 3: (records, bytes) = try walk(words[2], hashing: false)
      case "hash" where words.count == 3: (records, bytes) = try walk(words[2], hashing: true)
      case "read" where words.count == 3: (records, bytes) = try read(words[2], verifyBlobs: false)
      case "verify" where words.count == 3: (records, bytes) = try read(words[2], verifyBlobs: true)
      case "mapped" where words.count == 3: (records, bytes) = try readMapped(words[2])
      case "random" where words.count == 4:
        (records, bytes) = try random(words[2], Int(words[3]) ?? 1000, verifyBlobs: false)
      case "verify-random" where words.count == 4:
        (records, bytes) = try random(words[2], Int(words[3]) ?? 1000, verifyBlobs: true)
      case "open" where words.count == 3: (records, bytes) = (try MappedShard(path: words[2]).recordCount, 0)
      default:
        say(usage, to: STDERR_FILENO)
        exit(64)
      }
      let seconds = aa_monotonic_seconds() - started
      say("\(records)\t\(bytes)\t\(seconds)\t\(aa_peak_resident_bytes())\n", to: STDERR_FILENO)
    } catch {
      say("shard-bench: \(error)\n", to: STDERR_FILENO)
      exit(1)
    }
  }

  private static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Reads rows and media from the folder of `rows`, and writes them as they come.
  static func write(_ rows: String, to path: String, _ codec: ShardWriterOptions.Codec) throws -> (Int, Int) {
    let sink = try FileSink(path: path)
    let writer = try ShardWriter(
      sink: sink, meta: ShardMeta(profile: .records), options: ShardWriterOptions(codec: codec))
    let sums = try forEachRow(of: rows) { row, blob in
      var fields: [String: CBOR] = ["row": .bytes(row)]
      if let blob { fields["media"] = .bytes(try writer.add(blob: blob).bytes) }
      try writer.add(record: CBOR.object(fields).encode())
    }
    try writer.finish()
    try sink.commit()
    return sums
  }

  /// A row, and the file that it names with its SHA-256.
  private struct Loaded: Sendable {
    var row: [UInt8]
    var blob: (digest: Digest, bytes: [UInt8])?
  }

  static func writeInParallel(_ rows: String, to path: String) throws -> (Int, Int) {
    let folder = rows.lastIndex(of: "/").map { String(rows[...$0]) } ?? ""
    let sink = try FileSink(path: path)
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    let stream = JSONStream(try FileSource(path: rows), layout: .lines)
    var (records, bytes) = (0, 0)
    try OrderedMap.run(
      threads: 2, next: { try stream.next() },
      transform: { element in
        let row = try element.parsed()
        let medium = ["image", "audio", "video"].lazy.compactMap({ row[$0]?.stringValue }).first
        let blob = try medium.map { try Files.read(folder + $0) }
        return Loaded(row: element.bytes, blob: blob.map { (SHA256.hash($0), $0) })
      },
      consume: { loaded in
        var fields: [String: CBOR] = ["row": .bytes(loaded.row)]
        if let (digest, blob) = loaded.blob {
          try writer.add(blob: digest, bytes: blob)
          fields["media"] = .bytes(digest.bytes)
          bytes += blob.count
        }
        try writer.add(record: CBOR.object(fields).encode())
        bytes += loaded.row.count
        records += 1
      })
    try writer.finish()
    try sink.commit()
    return (records, bytes)
  }

  static func readMapped(_ path: String) throws -> (Int, Int) {
    let shard = try MappedShard(path: path, verifyBlobs: false)
    var (bytes, sum) = (0, 0)
    for ordinal in 0..<shard.recordCount {
      let record = try shard.record(ordinal)
      sum &+= record.bytes.withUnsafeBytes { touch($0) }
      bytes += record.bytes.count
      if let digest = try CBOR.decode(record.bytes)["media"]?.bytesValue.flatMap({ Digest(bytes: $0) }),
        let seen = try shard.withBlob(digest, { bytes, _ in (touch(bytes), bytes.count) })
      {
        sum &+= seen.0
        bytes += seen.1
      }
    }
    return (shard.recordCount, bytes &+ (sum == .min ? 1 : 0))
  }

  static func walk(_ rows: String, hashing: Bool) throws -> (Int, Int) {
    var last = SHA256.hash([])
    let sums = try forEachRow(of: rows) { _, blob in if hashing, let blob { last = SHA256.hash(blob) } }
    return (sums.0, sums.1 &+ (last.a == 0 ? 1 : 0))
  }

  /// Rows and bytes; `body` gets each row and the file that it names.
  private static func forEachRow(
    of rows: String, _ body: ([UInt8], [UInt8]?) throws -> Void
  ) throws -> (Int, Int) {
    let folder = rows.lastIndex(of: "/").map { String(rows[...$0]) } ?? ""
    let stream = JSONStream(try FileSource(path: rows), layout: .lines)
    var (records, bytes) = (0, 0)
    while let element = try stream.next() {
      let row = try element.parsed()
      let medium = ["image", "audio", "video"].lazy.compactMap({ row[$0]?.stringValue }).first
      let blob = try medium.map { try Files.read(folder + $0) }
      try body(element.bytes, blob)
      bytes += element.bytes.count + (blob?.count ?? 0)
      records += 1
    }
    return (records, bytes)
  }

  /// One byte of each cache line is looked at, so that nothing is left unread.
  private static func touch(_ bytes: UnsafeRawBufferPointer) -> Int {
    var sum = 0
    var at = 0
    while at < bytes.count {
      sum &+= Int(bytes[at])
      at += 64
    }
    return sum
  }

  static func read(_ path: String, verifyBlobs: Bool) throws -> (Int, Int) {
    let reader = ShardReader(
      source: try FileSource(path: path),
      options: ShardReaderOptions(verifyBlobs: verifyBlobs, keepBlobs: false))
    var (records, bytes, sum) = (0, 0, 0)
    while let frame = try reader.nextFrame() {
      switch frame {
      case .records(let items, _):
        for item in items {
          sum &+= item.bytes.withUnsafeBytes { touch($0) }
          bytes += item.bytes.count
        }
        records += items.count
      case .blobs(let blobs, _):
        for blob in blobs {
          sum &+= blob.withBytes { touch($0) }
          bytes += blob.count
        }
      default: break
      }
    }
    return (records, bytes &+ (sum == .min ? 1 : 0))
  }

  static func random(_ path: String, _ count: Int, verifyBlobs: Bool) throws -> (Int, Int) {
    let shard = try MappedShard(path: path, verifyBlobs: verifyBlobs)
    var state: UInt64 = 5
    var (bytes, sum) = (0, 0)
    for _ in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let record = try shard.record(Int(state >> 33) % shard.recordCount)
      sum &+= record.bytes.withUnsafeBytes { touch($0) }
      bytes += record.bytes.count
      if let digest = try CBOR.decode(record.bytes)["media"]?.bytesValue.flatMap({ Digest(bytes: $0) }),
        let seen = try shard.withBlob(digest, { bytes, _ in (touch(bytes), bytes.count) })
      {
        sum &+= seen.0
        bytes += seen.1
      }
    }
    return (count, bytes &+ (sum == .min ? 1 : 0))
  }
}
