import ByteStreams

/// A medium's bytes, as they came, with the facts that were probed when they were stored.
///
/// What a reader hands out lies in the frame that it came with, which is kept as long as any of its blobs.
public struct Blob: Sendable {
  public var digest: Digest
  public var facts: CBOR?
  private let payload: Payload
  private let range: Range<Int>

  public init(digest: Digest, facts: CBOR?, bytes: [UInt8]) {
    self.init(digest: digest, facts: facts, payload: Payload(bytes), range: 0..<bytes.count)
  }

  /// - Precondition: `range` lies in the payload.
  init(digest: Digest, facts: CBOR?, payload: Payload, range: Range<Int>) {
    self.digest = digest
    self.facts = facts
    self.payload = payload
    self.range = range
  }

  /// Where it lies in its frame's payload.
  var rangeInPayload: Range<Int> { range }

  /// Number of bytes.
  public var count: Int { range.count }

  /// A copy.
  public var bytes: [UInt8] { withBytes { [UInt8]($0) } }

  /// Lets `body` see the bytes where they lie; the pointer is valid only during the call.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(payload) { try body(UnsafeRawBufferPointer(rebasing: payload.bytes[range])) }
  }
}

extension Blob: Equatable {
  public static func == (a: Blob, b: Blob) -> Bool {
    a.digest == b.digest && a.facts == b.facts && a.count == b.count
      && a.withBytes { x in b.withBytes { y in x.elementsEqual(y) } }
  }
}
