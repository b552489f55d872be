import ByteStreams

/// Reads what is whole out of a damaged or cut shard file: after damage it goes on at the next mark that has a right
/// checksum. Every byte of the file lies in what it gives out or in a loss that it names.
///
/// Frames are checked alone; counts, content root and references between frames are not. Not thread-safe.
public final class ShardSalvage {
  /// A piece of the file, in order.
  public enum Piece: Sendable {
    /// A member begins; nil when its preamble is lost.
    case member(Preamble?)
    /// A whole frame and what it holds. END, INDEX and SUMMARY among them.
    case frame(RawFrame, raw: Payload, offset: UInt64)
    /// A member's trailer.
    case trailer
    /// Bytes that are given up, and why. `frame` is their kind when a header says so.
    case loss(Loss)
  }

  public struct Loss: Sendable {
    public var range: Range<UInt64>
    public var kind: FrameKind?
    /// Records, blobs, groups or bins that the header counts; nil when no header can be trusted.
    public var entries: Int?
    public var error: ShardError
  }

  private let file: MappedFile
  private let decompressor = ZstdDecompressor()
  private var position = 0
  private var frames = 0
  private var preamble: Preamble?
  /// The tag of the member's frames; nil before the first.
  private var tag: UInt32?
  private var damagedSincePreamble = false
  private var waiting: [Piece] = []

  /// - Throws: `StreamError`; `ShardError` notAFile, emptyInput.
  public convenience init(path: String, name: String? = nil) throws {
    try self.init(MappedFile(path: path, name: name))
  }

  /// The same for bytes in memory.
  /// - Throws: emptyInput.
  public convenience init(_ bytes: [UInt8], name: String = "memory") throws {
    try self.init(MappedFile(copying: bytes, name: name))
  }

  private init(_ file: MappedFile) throws {
    self.file = file
    guard !file.bytes.isEmpty else {
      throw ShardError(.emptyInput, file: file.name, what: "no shard stream: the file is empty")
    }
  }

  /// The next piece; nil at the end of the file.
  public func next() -> Piece? {
    if !waiting.isEmpty { return waiting.removeFirst() }
    guard position < file.bytes.count else { return nil }
    guard file.bytes.count - position >= 64 else {
      return lose(to: file.bytes.count, place.error(.truncated, "the file ends inside a block of 64 bytes"))
    }
    let block = file.bytes.piece(position, 64)
    if Preamble.begins(block) { return takePreamble(block) }
    if Trailer.begins(block) { return takeTrailer(block) }
    return takeFrame(block)
  }

  private var place: FramePlace { FramePlace(file: file.name, frame: frames, offset: UInt64(position)) }

  private func takePreamble(_ block: UnsafeRawBufferPointer) -> Piece {
    do {
      let found = try Preamble(block, file: file.name, offset: UInt64(position))
      preamble = found
      tag = found.streamTag
      damagedSincePreamble = false
      position += 64
      return .member(found)
    } catch { return lose(to: nextMark(), error) }
  }

  private func takeTrailer(_ block: UnsafeRawBufferPointer) -> Piece {
    do {
      _ = try FrameChecks.located(place) { try Trailer(block) }
      preamble = nil
      tag = nil
      damagedSincePreamble = false
      position += 64
      return .trailer
    } catch { return lose(to: nextMark(), error as? ShardError ?? place.error(.badTrailer, "\(error)")) }
  }

  private func takeFrame(_ block: UnsafeRawBufferPointer) -> Piece {
    let header: FrameHeader
    do { header = try FrameHeader(block, at: place) } catch { return lose(to: nextMark(), error) }
    // A preamble that is lost leaves the limits that writers use; the file itself bounds what is read.
    let limits =
      preamble ?? Preamble(largestFrameLog2: 32, blobWindowLog2: 28, streamTag: header.streamTag)
    if header.streamTag != tag {
      guard tag == nil || damagedSincePreamble else {
        return lose(
          to: end(of: header),
          place.error(.foreignFrame, "the \(header.kind) frame belongs to another stream"), of: header)
      }
      // The preamble between this frame and the one before is lost.
      tag = header.streamTag
      preamble = nil
      damagedSincePreamble = true
      let piece = readFrame(
        header, Preamble(largestFrameLog2: 32, blobWindowLog2: 28, streamTag: header.streamTag))
      // Before the loss of its padding, which may wait already.
      waiting.insert(piece, at: 0)
      return .member(nil)
    }
    return readFrame(header, limits)
  }

  private func readFrame(_ header: FrameHeader, _ limits: Preamble) -> Piece {
    let at = place
    do {
      let (_, stored, next) = try MappedFrames(file: file).frame(at: position, preamble: limits, place: at)
      let (raw, digest) = try FrameChecks.payload(header, stored, decompressor, at)
      position = next
      frames += 1
      return .frame(RawFrame(header: header, stored: stored, digest: digest), raw: raw, offset: at.offset)
    } catch let error as ShardError where error.code == .badPadding {
      // The payload has a checksum of its own; only the zeros behind it are damaged.
      let start = position + FrameHeader.size
      let stored = Payload(file.bytes.piece(start, Int(header.storedLength)), keeping: file)
      if let (raw, digest) = try? FrameChecks.payload(header, stored, decompressor, at) {
        let padding = UInt64(start + Int(header.storedLength))
        position = start + Int(header.storedLength) + Alignment.padding(after: Int(header.storedLength))
        frames += 1
        waiting.append(.loss(Loss(range: padding..<UInt64(position), error: error)))
        return .frame(RawFrame(header: header, stored: stored, digest: digest), raw: raw, offset: at.offset)
      }
      return lose(to: end(of: header), error, of: header)
    } catch {
      return lose(to: end(of: header), error as? ShardError ?? at.error(.badHeader, "\(error)"), of: header)
    }
  }

  /// Where the frame ends by its header, when something whole begins there (or the file ends there); else the next mark.
  private func end(of header: FrameHeader) -> Int {
    let (stored, start) = (header.storedLength, position + FrameHeader.size)
    if stored <= UInt64(file.bytes.count - start) {
      let end = start + Int(stored) + Alignment.padding(after: Int(stored))
      if end == file.bytes.count || (end < file.bytes.count && isMark(at: end)) { return end }
    }
    return nextMark()
  }

  private func nextMark() -> Int {
    var at = position + 64
    while at < file.bytes.count {
      if isMark(at: at) { return at }
      at += 64
    }
    return file.bytes.count
  }

  /// A mark with a right checksum.
  private func isMark(at offset: Int) -> Bool {
    guard file.bytes.count - offset >= 64 else { return false }
    let block = file.bytes.piece(offset, 64)
    guard block[0] == FrameHeader.sync[0] || block[0] == Preamble.magic[0] else { return false }
    let marked =
      FrameHeader.sync.indices.allSatisfy { block[$0] == FrameHeader.sync[$0] }
      || Trailer.begins(block) || Preamble.begins(block)
    return marked && CRC32C.of(block.piece(0, 60)) == block.u32(60)
  }

  private func lose(to end: Int, _ error: ShardError, of header: FrameHeader? = nil) -> Piece {
    let range = UInt64(position)..<UInt64(end)
    damagedSincePreamble = true
    frames += 1
    position = end
    return .loss(
      Loss(range: range, kind: header?.kind, entries: header.map { Int($0.entries) }, error: error))
  }
}
