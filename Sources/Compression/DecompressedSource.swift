import ByteStreams

/// The unpacked bytes of a compressed stream, in bounded memory.
///
/// Members follow one another as one stream: gzip members, xz streams, zstd frames. Zeros behind the last one are padding;
/// anything else there is an error, and so is an end inside a member.
public final class DecompressedSource: ByteSource {
  public var name: String { source.name }
  public let compression: Compression
  private let source: any ByteSource
  private let limits: ExpansionLimits
  private var decoder: (any MemberDecoder)?
  /// Packed bytes that have been read and not yet decoded: `held[taken..<filled]`.
  private let held: UnsafeMutableRawBufferPointer
  private var taken = 0
  private var filled = 0
  private var sourceHasEnded = false
  private var finished = false
  private var members = 0
  /// Bytes so far.
  public private(set) var packed = 0
  public private(set) var unpacked = 0

  public init(
    _ source: any ByteSource, _ compression: Compression, limits: ExpansionLimits = ExpansionLimits()
  ) {
    self.source = source
    self.compression = compression
    self.limits = limits
    held = .allocate(byteCount: 1 << 17, alignment: 16)
  }

  deinit { held.deallocate() }

  /// - Throws: CompressionError; what the source throws.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if buffer.isEmpty { return 0 }
    while !finished {
      guard let decoder = try openDecoder() else {
        finished = true
        break
      }
      let step: DecodingStep
      do {
        step = try decoder.step(UnsafeRawBufferPointer(rebasing: held[taken..<filled]), buffer)
      } catch { throw fault(error) }
      taken += step.consumed
      packed += step.consumed
      unpacked += step.produced
      if step.isAtEnd {
        self.decoder = nil
        members += 1
      }
      if step.produced > 0 {
        try checkExpansion()
        return step.produced
      }
      if !step.isAtEnd, step.consumed == 0 || taken == filled {
        if taken < filled { throw fault(.damaged) }
        guard try fill() else { throw fault(.truncated) }
      }
    }
    return 0
  }

  /// The decoder of the member in work, or of the next one; nil at the end.
  private func openDecoder() throws -> (any MemberDecoder)? {
    if let decoder { return decoder }
    while filled - taken < Compression.magicLength, try fill() {}
    if taken == filled {
      if members == 0 { throw fault(.truncated) }
      return nil
    }
    let first = Array(held[taken..<min(filled, taken + Compression.magicLength)])
    guard compression.begins(first) else {
      if members > 0, try onlyZerosFollow() { return nil }
      throw fault(members == 0 ? .damaged : .trailingBytes)
    }
    do {
      let decoder = try compression.decoder()
      self.decoder = decoder
      return decoder
    } catch { throw fault(error) }
  }

  private func onlyZerosFollow() throws -> Bool {
    repeat {
      guard held[taken..<filled].allSatisfy({ $0 == 0 }) else { return false }
      taken = filled
    } while try fill()
    return true
  }

  /// Reads more packed bytes behind those that are held; false at the end.
  private func fill() throws -> Bool {
    if sourceHasEnded { return false }
    if taken > 0 {
      held.copyMemory(from: UnsafeRawBufferPointer(rebasing: held[taken..<filled]))
      filled -= taken
      taken = 0
    }
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: held[filled...]))
    filled += got
    sourceHasEnded = got == 0
    return got > 0
  }

  private func checkExpansion() throws {
    if unpacked > limits.totalBytes
      || (unpacked > limits.ratioFloor && unpacked / max(1, packed) > limits.ratio)
    {
      throw fault(.expandsTooMuch)
    }
  }

  private func fault(_ reason: CompressionError.Reason) -> CompressionError {
    let what =
      switch reason {
      case .truncated: "the \(compression.rawValue) stream is cut short: download it again"
      case .damaged:
        "the \(compression.rawValue) stream is damaged after \(unpacked) unpacked bytes: download it again"
      case .trailingBytes:
        "something that is no \(compression.rawValue) follows the \(compression.rawValue) stream"
      case .expandsTooMuch where unpacked > limits.totalBytes:
        "unpacks to more than \(limits.totalBytes) bytes: refused; --max-unpacked allows it"
      case .expandsTooMuch:
        "unpacks to more than \(limits.ratio) times its size: refused as an archive bomb"
      case .memory:
        "the \(compression.rawValue) stream needs more memory than is given to it: unpack it with \(compression.rawValue) "
          + "itself and pipe the result in"
      }
    return CompressionError(reason, compression, what: what)
  }
}
