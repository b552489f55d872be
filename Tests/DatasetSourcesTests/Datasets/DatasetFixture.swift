import ByteStreams
import DatasetSources
import Foundation
import JSON
import MediaCodecs
import PreferenceRecords
import Testing

/// A few made-up rows of a dataset in its layout, and what is known of them (tools/golden/datasets.py).
struct DatasetFixture: Sendable, CustomTestStringConvertible {
  struct BadRow: Sendable {
    var row: JSONValue
    /// What the message must name; empty for the row as a whole.
    var field: String
  }

  var name: String
  var adapter: String
  /// As it is published.
  var file: String
  /// The same rows as JSON Lines.
  var twin: String?
  var records: Int
  /// Folders and archives that must be named for the media.
  var roots: [String]
  /// Adapters that fit the same columns; empty when one alone does.
  var ambiguous: [String]
  var bad: [BadRow]

  var testDescription: String { name }

  /// The file that is read here: the published one as soon as the program reads its container.
  var path: String { folder + "/" + (file.hasSuffix(".parquet") ? twin ?? file : file) }

  var folder: String { Self.root + "/" + name }

  static let repository: String = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.path
  }()
  static let root = repository + "/fixtures/datasets"

  static let library = try? AdapterLibrary(folder: repository + "/schemas/adapters")

  private static let index: JSONValue =
    (try? JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: root + "/index.json"))))) ?? .null

  static let all: [DatasetFixture] = (index["datasets"]?.arrayValue ?? []).compactMap(DatasetFixture.init)

  /// The quality of each medium by its SHA-256.
  static let qualities: [String: Int] = (index["media"]?.objectValue?.dictionary ?? [:]).compactMapValues(
    \.intValue)

  private init?(_ entry: JSONValue) {
    func texts(_ key: String) -> [String] { (entry[key]?.arrayValue ?? []).compactMap(\.stringValue) }
    guard let name = entry["name"]?.stringValue, let adapter = entry["adapter"]?.stringValue,
      let file = entry["file"]?.stringValue, let records = entry["records"]?.intValue
    else { return nil }
    self.name = name
    self.adapter = adapter
    self.file = file
    self.records = records
    twin = entry["twin"]?.stringValue
    roots = texts("roots")
    ambiguous = texts("ambiguous")
    bad = (entry["bad"]?.arrayValue ?? []).compactMap { bad in
      bad["row"].map { BadRow(row: $0, field: bad["field"]?.stringValue ?? "") }
    }
  }

  func named() throws -> Adapter { try #require(Self.library).adapter(adapter) }

  /// What each row became, as `aa-convert --skip-bad --media keep` would have it.
  func converted(_ adapter: Adapter) throws -> [Result<PreferenceRecord, Failed>] {
    var results: [Result<PreferenceRecord, Failed>] = []
    for file in try RowFile.find(path) {
      let input = try ConversionInput(file, adapter: adapter, library: AdapterLibrary([]))
      let conversion = Conversion(
        inputs: [input],
        locator: try MediaLocator(roots: [folder] + roots.map { folder + "/" + $0 }),
        preparation: MediaPreparation(nil, by: LocalMedia()))
      try conversion.run { result in
        switch result {
        case .record(let converted):
          results.append(.success(try PreferenceRecord(decoding: converted.bytes)))
        case .failed(let loss): results.append(.failure(Failed(message: loss.message)))
        }
      }
    }
    return results
  }

  struct Failed: Error { var message: String }
}
