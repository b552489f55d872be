import ByteStreams
import Parquet

/// A file as a dataset of preferences is: prompts, chats, images, ratings. No library's version changes its bytes.
enum WrittenFile {
  static let schema = ParquetSchema([
    .string("prompt", .required),
    .list(
      "messages", of: .structure("element", [.string("role"), .string("content")], .required)),
    .structure("image", [.bytes("bytes"), .string("path")]),
    .list("scores", of: .double("element")),
    .list("nested", of: .list("element", of: .int32("element"))),
    .map("tags", from: .string("key"), to: .int64("value")),
    .string("source"), .json("meta"), .bool("better"), .int64("votes"), .int32("rank"), .float("margin"),
  ])

  static let options: ParquetWriterOptions = {
    var options = ParquetWriterOptions()
    options.compression = .uncompressed
    options.rowGroupRows = 20
    options.pageBytes = 300
    return options
  }()

  static func rows() -> [[ParquetValue]] {
    let message = ParquetFields(["role", "content"])
    let image = ParquetFields(["bytes", "path"])
    return (0..<50).map { n in
      let messages = (0..<n % 4).map { i in
        ParquetValue.structure(
          ParquetStruct(
            message,
            [.string(i % 2 == 0 ? "user" : "assistant"), n % 5 == 4 ? .null : .string("Nr. \(n), \(i): “ü”")])
        )
      }
      let bytes = ParquetBytes((0..<n * 7 % 50).map { UInt8(truncatingIfNeeded: $0 * n) })
      let path: ParquetValue = n % 2 == 0 ? .null : .string("image-\(n).png")
      let scores: [ParquetValue] = (0..<n % 3).map { $0 == 1 ? .null : .double(Double(n) / 8) }
      let nested: [ParquetValue] = (0..<n % 3).map { i in
        i == 1 ? .null : .list((0..<n % 4).map { $0 == 2 ? .null : .int(Int64($0 - n)) })
      }
      let tags = (0..<n % 3).map { i in
        ParquetMapEntry(key: .string("tag \(i)"), value: i == 1 ? .null : .int(Int64(n) << 40))
      }
      return [
        .string("Prompt \(n)"), n % 7 == 3 ? .null : .list(messages),
        n % 6 == 5 ? .null : .structure(ParquetStruct(image, [n % 4 == 3 ? .null : .bytes(bytes), path])),
        n % 9 == 8 ? .null : .list(scores), n % 8 == 7 ? .null : .list(nested),
        n % 10 == 9 ? .null : .map(tags), n % 11 == 10 ? .null : .string(["web", "books", ""][n % 3]),
        .string("{\"n\":\(n)}"), n % 5 == 0 ? .null : .bool(n % 3 == 0), .int(Int64(n * n) - 100),
        n % 4 == 0 ? .null : .int(Int64(n % 3)), .float(Float(n) * 0.1),
      ]
    }
  }

  static func bytes(_ options: ParquetWriterOptions = options) throws -> [UInt8] {
    let sink = MemorySink()
    let features = ParquetMetadataEntry(key: "note", value: "for tests")
    let writer = try ParquetWriter(schema, to: sink, metadata: [features], options: options)
    for row in rows() { try writer.append(row) }
    try writer.finish()
    return sink.bytes
  }
}
