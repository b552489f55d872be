import ByteStreams
import CommandLineTool
import JSON
import ShardFormat

/// What `info` says of the members of files.
enum MemberListing {
  static func print(_ files: [String], json: Bool) throws -> Outcome {
    let sink = try Streams.textOutput("-")
    for (i, file) in (files.isEmpty ? ["-"] : files).enumerated() {
      for (j, member) in try members(of: file).enumerated() {
        if !json, i + j > 0 { try sink.write("\n") }
        try sink.write(json ? member.json.text() + "\n" : member.text)
      }
    }
    try sink.commit()
    return .done
  }

  /// From a regular file by its trailers; from anything else by reading it through.
  private static func members(of path: String) throws -> [MemberFacts] {
    if path != "-" {
      do {
        return try MappedShard.members(path: path).enumerated().map {
          MemberFacts(
            file: path, member: $0.offset, meta: $0.element.meta, end: $0.element.end,
            bytes: UInt64($0.element.length))
        }
      } catch let error as ShardError where error.code == .notAFile {}
    }
    let reader = ShardReader(source: try Streams.input(path), options: ShardReaderOptions(keepBlobs: false))
    var size = MemberSize()
    reader.onFrame = { header, _, _ in size.add(header) }
    var facts: [MemberFacts] = []
    while let frame = try reader.nextFrame() {
      guard case .end(let end) = frame, let meta = reader.meta else { continue }
      facts.append(
        MemberFacts(file: reader.name, member: facts.count, meta: meta, end: end, bytes: size.bytes))
      size = MemberSize()
    }
    return facts
  }
}

/// Bytes of a member, added up frame by frame.
struct MemberSize {
  /// Preamble and trailer.
  var bytes: UInt64 = 128
  mutating func add(_ header: FrameHeader) { bytes += header.frameLength }
}

extension FrameHeader {
  /// Bytes that the frame takes in the stream: header, payload and padding.
  var frameLength: UInt64 { 64 + (storedLength + 63) / 64 * 64 }
}
