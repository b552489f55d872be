import ByteStreams
import JSON
import Parquet
import PreferenceRecords
import ShardFormat

/// A record as a row of Parquet.
///
/// `aa_record` is the whole record, as `RecordRow` has it, and what `aa-convert` reads back, with the media. The other
/// columns say of it what tables can show: texts with `<image>`, `<audio>` and `<video>` where media are, and the overall
/// winner and loser, as indexes from 0, where there is one pair.
enum RecordColumns {
  static let recordKey = "aa_record"
  /// The media of a kind: `{"bytes": …, "path": …}`, each once, in their order.
  static let mediaColumns = [("image", "images"), ("audio", "audios"), ("video", "videos")]

  private static let message = ParquetFields(["role", "content"])
  private static let candidate = ParquetFields(["content", "author"])
  private static let medium = ParquetFields(["bytes", "path"])

  static let schema = ParquetSchema(
    [
      .string("id"), .string("split"), .string("source"), .string("licence"), .string("modality"),
      .list("prompt", of: .structure("element", [.string("role"), .string("content")])),
      .list("candidates", of: .structure("element", [.string("content"), .string("author")])),
      .int32("chosen"), .int32("rejected"),
    ]
      + mediaColumns.map {
        .list($0.1, of: .structure("element", [.bytes("bytes"), .string("path")]))
      } + [.string(recordKey)])

  /// The columns' types, as the `datasets` library wants to be told them.
  static let features: String = {
    func value(_ type: String) -> String { #"{"dtype":"\#(type)","_type":"Value"}"# }
    let text = value("string")
    var members = ["id", "split", "source", "licence", "modality"].map { #""\#($0)":\#(text)"# }
    members.append(#""prompt":[{"role":\#(text),"content":\#(text)}]"#)
    members.append(#""candidates":[{"content":\#(text),"author":\#(text)}]"#)
    members += ["chosen", "rejected"].map { #""\#($0)":\#(value("int32"))"# }
    for (column, type) in zip(mediaColumns, ["Image", "Audio", "Video"]) {
      members.append(#""\#(column.1)":[{"_type":"\#(type)"}]"#)
    }
    members.append(#""\#(recordKey)":\#(text)"#)
    return #"{"info":{"features":{\#(members.joined(separator: ","))}}}"#
  }()

  /// - Returns: the values of a row, how many bytes they have about, and how many media.
  /// - Throws: `RowError` for a medium that no column is for; what `blob` throws.
  static func row(
    of record: PreferenceRecord, _ blob: (Digest) throws -> Blob
  ) throws -> (values: [ParquetValue], bytes: Int, media: Int) {
    let media = try record.media(blob, name: { digest, _, ending in "\(digest.hex).\(ending)" })
    for medium in media where !mediaColumns.contains(where: { $0.0 == medium.reference.kind }) {
      throw RowError(
        field: "",
        what: "holds a medium of kind '\(medium.reference.kind)', for which Parquet has no column; "
          + "use --to jsonl or webdataset")
    }
    let files = Dictionary(uniqueKeysWithValues: media.map { ($0.reference.digest, $0.name) })
    let text = String(decoding: RecordRow(record: record, files: files).json.serialised(), as: UTF8.self)
    let pairs = record.pairs()
    let pair = pairs.count == 1 ? pairs[0] : nil
    var values: [ParquetValue] = [
      .string(record.id), string(record.split), .string(record.source.name), string(record.licence),
      .string(record.modality),
      .list(
        record.prompt.map {
          .structure(ParquetStruct(message, [.string($0.role.rawValue), .string(shown($0.parts))]))
        }),
      .list(
        record.candidates.map {
          .structure(ParquetStruct(candidate, [.string(shown($0.parts)), string($0.author)]))
        }),
      pair.map { .int(Int64($0.winner)) } ?? .null, pair.map { .int(Int64($0.loser)) } ?? .null,
    ]
    for (kind, _) in mediaColumns {
      values.append(
        .list(
          media.filter { $0.reference.kind == kind }.map {
            .structure(ParquetStruct(medium, [.bytes(ParquetBytes($0.bytes)), .string($0.name)]))
          }))
    }
    values.append(.string(text))
    return (values, text.utf8.count * 2 + media.reduce(0) { $0 + $1.bytes.count }, media.count)
  }

  private static func string(_ text: String?) -> ParquetValue { text.map { .string($0) } ?? .null }

  private static func shown(_ parts: [Part]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .media(let reference): "<\(reference.kind)>"
      }
    }.joined()
  }
}
