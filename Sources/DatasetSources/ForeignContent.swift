import ShardFormat

/// Files that people take for rows, recognised by their first bytes so that a message can say what to do instead.
enum ForeignContent {
  private static let toParquet = "save it as Parquet, JSON Lines or CSV"

  private static let magics: [(bytes: [UInt8], words: String)] = [
    (
      Array("version https://git-lfs.github.com/spec/".utf8),
      "is a Git LFS pointer, not the data: run 'git lfs pull' in its repository, or download it again"
    ),
    (Preamble.magic, "is a shard already: aa-validate and aa-tokenize read it; here it is read with --to"),
    (Array("ARROW1".utf8), "is an Arrow file: \(toParquet) (in Python: datasets' to_parquet)"),
    ([0xFF, 0xFF, 0xFF, 0xFF], "is an Arrow stream: \(toParquet) (in Python: datasets' to_parquet)"),
    (Array("FEA1".utf8), "is a Feather file: \(toParquet)"),
    (Array("PARE".utf8), "is an encrypted Parquet file: decrypt it first"),
    ([0x93] + Array("NUMPY".utf8), "is a NumPy array: \(toParquet)"),
    (
      Array("SQLite format 3\0".utf8), "is an SQLite database: export its table as CSV (sqlite3 -header -csv)"
    ),
    (Array("Rar!\u{1A}\u{7}".utf8), "is a RAR archive: unpack it, or pack it as .tar or .zip"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "is a 7z archive: unpack it, or pack it as .tar or .zip"),
    ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "is an HDF5 file: \(toParquet)"),
    ([0x04, 0x22, 0x4D, 0x18], "is an LZ4 stream: unpack it with 'lz4 -d' first"),
    ([0x5D, 0, 0], "is an LZMA stream of the old kind: unpack it with 'xz -d' first"),
    ([0x1F, 0x9D], "is packed by compress: unpack it with 'gzip -d' first"),
    (Array("Obj\u{1}".utf8), "is an Avro file: \(toParquet)"),
    (Array("ORC".utf8), "is an ORC file: \(toParquet)"),
    (Array("%PDF-".utf8), "is a PDF document"),
    ([0xD0, 0xCF, 0x11, 0xE0], "is an Excel or other Office document: save its table as CSV"),
    ([0xFF, 0xFE], "is text in UTF-16: turn it into UTF-8 (iconv -f UTF-16 -t UTF-8)"),
    ([0xFE, 0xFF], "is text in UTF-16: turn it into UTF-8 (iconv -f UTF-16 -t UTF-8)"),
    ([0x89] + Array("PNG".utf8), "is a picture, not rows"),
    ([0xFF, 0xD8, 0xFF], "is a picture, not rows"),
    (Array("RIFF".utf8), "is a sound or a picture, not rows"),
    (Array("OggS".utf8), "is a sound or a clip, not rows"),
    (Array("fLaC".utf8), "is a sound, not rows"),
    ([0x7F] + Array("ELF".utf8), "is a program"),
  ]

  /// What the bytes begin, in words; nil when it is nothing known.
  static func words(_ head: [UInt8]) -> String? {
    if let known = magics.first(where: { head.starts(with: $0.bytes) }) { return known.words }
    // Pickle: protocol 2 to 5.
    if head.count > 2, head[0] == 0x80, (2...5).contains(head[1]) {
      return "is a Python pickle, which is a program and is never run: \(toParquet)"
    }
    let text = String(decoding: head.prefix(64).drop(while: isSpace), as: UTF8.self).lowercased()
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
      return "is an HTML page: was a login or error page downloaded instead of the file?"
    }
    if text.hasPrefix("<") { return "is XML or HTML: was an error message downloaded instead of the file?" }
    return nil
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
