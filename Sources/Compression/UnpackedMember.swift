import ByteStreams

/// How one member of a zip file is packed.
public enum MemberPacking: Sendable, Equatable {
  /// Raw deflate.
  case deflate
  case stream(Compression)
}

/// The unpacked bytes of exactly one packed member, in bounded memory.
public final class UnpackedMember: ByteSource {
  public var name: String { source.name }
  private let source: any ByteSource
  private let decoder: any MemberDecoder
  private let held = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)
  private var taken = 0
  private var filled = 0
  private var sourceHasEnded = false
  private var finished = false

  /// - Throws: CompressionError.Reason.memory.
  public init(_ source: any ByteSource, _ packing: MemberPacking) throws(CompressionError.Reason) {
    self.source = source
    switch packing {
    case .deflate: decoder = try DeflateDecoder()
    case .stream(let compression): decoder = try compression.decoder()
    }
  }

  deinit { held.deallocate() }

  /// - Throws: CompressionError.Reason; what the source throws.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if buffer.isEmpty { return 0 }
    while !finished {
      if taken == filled, !sourceHasEnded {
        (taken, filled) = (0, try source.read(into: held))
        sourceHasEnded = filled == 0
      }
      let step = try decoder.step(UnsafeRawBufferPointer(rebasing: held[taken..<filled]), buffer)
      taken += step.consumed
      if step.isAtEnd {
        finished = true
        // Something behind its end would be lost.
        if taken < filled { throw CompressionError.Reason.trailingBytes }
      } else if step.produced == 0, sourceHasEnded || (step.consumed == 0 && taken < filled) {
        throw sourceHasEnded ? CompressionError.Reason.truncated : .damaged
      }
      if step.produced > 0 { return step.produced }
    }
    return 0
  }
}
