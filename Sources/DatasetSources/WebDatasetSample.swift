import Archives
import ByteStreams
import JSON

/// One sample of a WebDataset tar: the members whose names are the same up to the first point of the file's name. What
/// follows the point names the field: `dir/000.jpg`, `dir/000.json` and `dir/000.seg.png` are the fields jpg, json and
/// seg.png of the sample `dir/000`.
struct WebDatasetSample: Sendable {
  struct Field: Sendable {
    var name: String
    var path: String
  }

  let key: String
  /// Sorted by name.
  private(set) var fields: [Field]

  /// The samples of an archive, in the order of their keys' bytes. Hidden files, and what has no ending, belong to none.
  static func samples(of paths: [String]) -> [WebDatasetSample] {
    var samples: [WebDatasetSample] = []
    for path in paths where RowFormat.isShown(path) {
      let file = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      guard let point = path[file...].firstIndex(of: "."), point > file else { continue }
      let key = path[..<point]
      let field = Field(name: String(path[path.index(after: point)...]).lowercased(), path: path)
      // Sorted paths of one key stand together.
      if let last = samples.last, last.key == key {
        samples[samples.count - 1].fields.append(field)
      } else {
        samples.append(WebDatasetSample(key: String(key), fields: [field]))
      }
    }
    return samples
  }

  /// Fields that are read as text, as whole numbers and as JSON; every other one is its member's path, which is what a
  /// medium is named by.
  private static let text: Set<String> = ["txt", "text", "caption", "transcript", "transcription"]
  private static let numbers: Set<String> = ["cls", "cls2", "class", "count", "index", "inx", "id"]

  private static func base(_ field: String) -> String {
    field.lastIndex(of: ".").map { String(field[field.index(after: $0)...]) } ?? field
  }

  /// Whether a field is part of the row itself, and not a file that it names.
  static func isValue(_ field: String) -> Bool {
    let base = base(field)
    return base == "json" || text.contains(base) || numbers.contains(base)
  }

  /// The row: `__key__`, and each field by its name.
  /// - Throws: RowFault, ArchiveError.
  func row(of members: any MemberSource, limits: JSONLimits = JSONLimits()) throws -> RowValue {
    var row = [RowObject.Member(key: "__key__", value: .string(key))]
    for field in fields { row.append(.init(key: field.name, value: try value(field, members, limits))) }
    return .object(RowObject(row))
  }

  private func value(_ field: Field, _ members: any MemberSource, _ limits: JSONLimits) throws -> RowValue {
    guard WebDatasetSample.isValue(field.name) else { return .string(field.path) }
    func fault(_ what: String) -> SampleFault { SampleFault(what: "\(field.path): \(what)") }
    let bytes = try members.bytes(field.path, limit: limits.bytes)
    let base = WebDatasetSample.base(field.name)
    if base == "json" {
      do { return try RowValue(parsing: bytes, limits: limits) } catch { throw fault(error.description) }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw fault("is not valid UTF-8") }
    if WebDatasetSample.text.contains(base) { return .string(text) }
    // A number in a file often has a line end behind it. What is no number stays what it is.
    let digits = text.utf8.drop(while: { $0 <= 0x20 }).reversed().drop(while: { $0 <= 0x20 }).reversed()
    guard let word = String(validating: Array(digits), as: UTF8.self) else { return .string(text) }
    return Int64(word).map { .integer($0) } ?? .string(word)
  }
}

/// Why a sample is no row.
struct SampleFault: RowFault {
  var what: String
  var faultLine: Int? { nil }
  var description: String { what }
}

/// The samples of an archive as rows.
final class WebDatasetRows: RowStream {
  private let members: any MemberSource
  private let samples: [WebDatasetSample]
  private var taken = 0
  var shareGiven: Double? { samples.isEmpty ? nil : Double(taken) / Double(samples.count) }

  init(_ samples: [WebDatasetSample], of members: any MemberSource) {
    self.samples = samples
    self.members = members
  }

  func next() -> Row? {
    guard taken < samples.count else { return nil }
    taken += 1
    return Row(.sample(samples[taken - 1], of: members), ordinal: taken)
  }

  func pass(_ count: inout Int) {
    let passed = min(count, samples.count - taken)
    taken += passed
    count -= passed
  }
}
