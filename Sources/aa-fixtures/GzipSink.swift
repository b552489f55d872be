import ByteStreams

/// A gzip stream (RFC 1952) of stored blocks: valid everywhere, and its bytes depend on no library's version.
final class GzipSink: ByteSink {
  let name: String
  private let sink: FileSink
  private var checksum = Checksum32()
  private var size = 0
  private var pending: [UInt8] = []

  init(_ sink: FileSink) throws {
    self.sink = sink
    name = sink.name
    try sink.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    checksum.add(bytes)
    size &+= bytes.count
    pending.append(contentsOf: bytes)
    var at = 0
    while pending.count - at > 0xFFFF {
      try block(pending[at..<at + 0xFFFF], last: false)
      at += 0xFFFF
    }
    if at > 0 { pending.removeFirst(at) }
  }

  private func block(_ bytes: ArraySlice<UInt8>, last: Bool) throws {
    var head: [UInt8] = [last ? 1 : 0]
    head.append(little: bytes.count, bytes: 2)
    head.append(little: ~bytes.count, bytes: 2)
    try sink.write(head)
    try sink.write(bytes)
  }

  func flush() throws { try sink.flush() }

  func finish() throws {
    try block(pending[...], last: true)
    var tail: [UInt8] = []
    tail.append(little: Int(checksum.value), bytes: 4)
    tail.append(little: size, bytes: 4)
    try sink.write(tail)
    try sink.commit()
  }
}
