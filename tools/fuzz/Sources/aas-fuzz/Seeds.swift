import ByteStreams
import ShardFormat

/// The first inputs of each target, out of conformance shards and Parquet files.
enum Seeds {
  /// Writes what `target` takes out of the files in `folder` to `output`, each under its SHA-256.
  static func write(_ target: Target, from folder: String, to output: String) throws {
    try Files.makeFolder(output)
    let ending = target == .parquet ? ".parquet" : ".aas"
    for name in try Files.list(folder) where name.hasSuffix(ending) {
      let bytes = try Files.read(folder + "/" + name)
      for seed in try seeds(target, bytes) where !seed.isEmpty && seed.count <= 1 << 14 {
        try Files.write(seed, to: output + "/" + SHA256.hash(seed).hex)
      }
    }
  }

  private static func seeds(_ target: Target, _ bytes: [UInt8]) throws -> [[UInt8]] {
    if [.stream, .mapped, .groups, .parquet].contains(target) { return [bytes] }
    guard let salvage = try? ShardSalvage(bytes) else { return [] }
    var seeds: [[UInt8]] = []
    while let piece = salvage.next() {
      guard case .frame(let frame, let raw, _) = piece else { continue }
      switch (target, frame.kind) {
      case (.record, .records):
        let table = 4 * (frame.entries + 1)
        guard table <= raw.bytes.count else { continue }
        let payload = raw.array
        for i in 0..<frame.entries {
          let (start, end) = (
            table + Int(payload.number(4 * i, 4)), table + Int(payload.number(4 * i + 4, 4))
          )
          if start <= end, end <= payload.count { seeds.append(Array(payload[start..<end])) }
        }
      case (.record, .meta), (.record, .end), (.record, .summary): seeds.append(raw.array)
      case (.tokens, .meta):
        if let layout = (try? CBOR.decode(raw.array))?["tokenizer"] { seeds.append(layout.encode()) }
      case (.tokens, .tokens), (.tokens, .plan), (.tokens, .index): seeds.append(raw.array)
      default: break
      }
    }
    return seeds
  }
}
