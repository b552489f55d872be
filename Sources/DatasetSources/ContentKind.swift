import Archives
import ByteStreams
import Compression
import JSON

/// What a file holds, told by its bytes; its name decides only where they leave it open.
struct ContentKind: Equatable {
  enum Form: Equatable {
    case rows(RowFormat)
    case tar, zip
  }
  var form: Form
  /// What the whole file is packed by.
  var compression: Compression?

  /// Unpacked bytes that are looked at.
  private static let window = 1 << 16

  /// - Parameters:
  ///   - name: its path; for messages see `label`.
  ///   - open: opens it from its beginning.
  /// - Throws: ContentError: it is something else, or cannot be unpacked; what `open` throws.
  init(name: String, label: String, open: () throws -> any ByteSource) throws {
    var head = try open().readBytes(upTo: FileMagic.length)
    var magic = FileMagic(head)
    if case .compressed(let compression) = magic {
      self.compression = compression
      head = try ContentKind.unpacked(try open(), compression, label: label)
      magic = FileMagic(head)
    } else if magic == nil {
      head = try open().readBytes(upTo: ContentKind.window)
    }
    switch magic {
    case .tar: form = .tar
    case .zip where compression == nil: form = .zip
    case .zip, .compressed:
      throw ContentError(file: label, what: "is packed twice: unpack it once first")
    case nil:
      if head.starts(with: Array("PAR1".utf8)), compression == nil {
        form = .rows(.parquet)
      } else if let words = ForeignContent.words(head) {
        throw ContentError(file: label, what: words)
      } else {
        form = .rows(try ContentKind.textFormat(head, name: name, label: label))
      }
    }
  }

  /// The beginning of a packed stream. One that is damaged further behind is told of when it is read.
  private static func unpacked(
    _ source: any ByteSource, _ compression: Compression, label: String
  ) throws -> [UInt8] {
    let unpacked = DecompressedSource(source, compression)
    var head: [UInt8] = []
    do {
      while head.count < window, case let piece = try unpacked.readBytes(upTo: 1 << 10), !piece.isEmpty {
        head += piece
      }
    } catch let error as CompressionError {
      if head.count < FileMagic.length { throw ContentError(file: label, what: error.what) }
    }
    return head
  }

  private static func textFormat(_ head: [UInt8], name: String, label: String) throws(ContentError)
    -> RowFormat
  {
    let named = RowFormat(name: name)
    let text = head.drop { [0xEF, 0xBB, 0xBF].contains($0) || ForeignContent.isSpace($0) }
    if text.isEmpty { return named ?? .json }
    let line = Array(text.prefix { $0 != 0x0A })
    if text.first == 0x7B || text.first == 0x5B {
      // A header of CSV may begin with a bracket, if anything does.
      let isTable = (named == .csv || named == .tsv) && (try? JSONValue(parsing: line)) == nil
      if !isTable { return named == .lines ? .lines : .json }
    }
    if let named, named != .parquet { return named }
    if named == .parquet || text.contains(where: { $0 < 0x20 && !ForeignContent.isSpace($0) }) {
      throw ContentError(
        file: label,
        what: "is no Parquet, JSON, JSON Lines, CSV, tar or zip, packed or not, and no folder"
          + (named == .parquet ? ": its name says Parquet, but it does not begin with PAR1" : ""))
    }
    if line.contains(0x09) { return .tsv }
    if line.contains(0x2C) { return .csv }
    throw ContentError(file: label, what: "is text, but neither JSON nor CSV")
  }
}
