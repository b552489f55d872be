import ByteStreams
import CommandLineTool
import DatasetSources
import JSON

/// The installed adapters, one a line.
enum AdapterListing {
  /// Name, modalities, licence, names on the hub, what its rows are; a tab between them.
  static func print(asJSON: Bool) throws -> Outcome {
    let sink = try Streams.textOutput("-")
    for adapter in try AdapterLibrary.installed().adapters {
      try sink.write(asJSON ? json(adapter).text() + "\n" : line(adapter))
    }
    try sink.commit()
    return .done
  }

  /// Says that an adapter file can be used.
  static func check(_ path: String) throws -> Outcome {
    let adapter = try AdapterLibrary([]).adapter(path.contains("/") ? path : "./" + path)
    let sink = try Streams.textOutput("-")
    try sink.write(line(adapter))
    try sink.commit()
    return .done
  }

  private static func line(_ adapter: Adapter) -> String {
    let hub = adapter.hub.isEmpty ? "-" : adapter.hub.joined(separator: ",")
    return [adapter.name, adapter.modality, adapter.licence ?? "-", hub, adapter.about].joined(
      separator: "\t") + "\n"
  }

  private static func json(_ adapter: Adapter) -> JSONValue {
    .object(
      JSONObject([
        ("name", .string(adapter.name)), ("about", .string(adapter.about)),
        ("modality", .string(adapter.modality)),
        ("hub", .array(adapter.hub.map { .string($0) })),
        ("licence", adapter.licence.map { .string($0) } ?? .null),
        ("licence_note", adapter.licenceNote.map { .string($0) } ?? .null),
        ("recognised_by", .array(adapter.recognised().map { .string($0) })),
      ]))
  }
}
