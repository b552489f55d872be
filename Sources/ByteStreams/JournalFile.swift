import Glibc

/// A file of entries that only grows, and of which a run that was ended at any place leaves a whole beginning.
///
/// Each entry is its length (u32), a CRC-32C (u32) over its length and bytes that goes on from that of the entry before,
/// and its bytes; numbers are little-endian. What is torn, or was left behind by a cut that never reached the disk, does
/// not fit the chain, and reading ends there. Not thread-safe.
public final class JournalFile {
  /// An entry, and where the journal could be cut behind it.
  public struct Entry {
    public var bytes: [UInt8]
    public var end: Place
  }

  /// A place between entries.
  public struct Place: Sendable {
    var offset = 0
    var checksum: UInt32 = 0
    /// The beginning.
    public init() {}
  }

  private let path: String
  private let descriptor: Int32
  private var end = Place()
  private var waiting: [UInt8] = []
  /// No entry is longer.
  private static let longest = 1 << 24

  /// Opens the journal of `path`, new or as it was left. Read it or cut it before anything is appended.
  public init(path: String) throws(StreamError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StreamError(file: path, operation: "open for writing", code: errno) }
  }

  /// One that holds nothing leaves no file.
  deinit {
    guard descriptor >= 0 else { return }
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_size == 0, info.st_nlink > 0 { unlink(path) }
    close(descriptor)
  }

  /// Gives the whole entries in order, up to `last` when that is given.
  public func read(to last: Place? = nil, _ body: (Entry) throws -> Void) throws {
    let source = try FileSource(path: "/proc/self/fd/\(descriptor)", called: path)
    var place = Place()
    var head = [UInt8](repeating: 0, count: 8)
    while last.map({ place.offset < $0.offset }) ?? true {
      guard try head.withUnsafeMutableBytes({ try source.readFully(into: $0) }) == 8 else { return }
      let (length, checksum) = (JournalFile.number(head[..<4]), JournalFile.number(head[4...]))
      guard length <= JournalFile.longest else { return }
      var bytes = [UInt8](repeating: 0, count: Int(length))
      guard try bytes.withUnsafeMutableBytes({ try source.readFully(into: $0) }) == bytes.count,
        JournalFile.checksum(bytes, after: place) == checksum
      else { return }
      place.offset += 8 + bytes.count
      place.checksum = checksum
      try body(Entry(bytes: bytes, end: place))
    }
  }

  /// Goes on behind `place`.
  public func cut(to place: Place) throws(StreamError) {
    waiting = []
    end = place
    guard ftruncate(descriptor, off_t(place.offset)) == 0 else {
      throw StreamError(file: path, operation: "cut", code: errno)
    }
  }

  /// Adds an entry; it waits for `flush`.
  public func append(_ bytes: [UInt8]) {
    let checksum = JournalFile.checksum(bytes, after: end)
    waiting += JournalFile.bytes(UInt32(clamping: bytes.count)) + JournalFile.bytes(checksum) + bytes
    end.checksum = checksum
  }

  /// Gives what waits to the system.
  public func flush() throws {
    var rest = waiting[...]
    while !rest.isEmpty {
      if FaultInjection.strikes("write") { throw StreamError(file: path, operation: "write", code: EIO) }
      let n = rest.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(end.offset)) }
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: path, operation: "write", code: errno)
      }
      end.offset += n
      rest = rest.dropFirst(n)
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Makes durable what was written.
  public func sync() throws {
    try flush()
    if FaultInjection.strikes("sync") { throw StreamError(file: path, operation: "sync", code: EIO) }
    guard fdatasync(descriptor) == 0 else { throw StreamError(file: path, operation: "sync", code: errno) }
  }

  /// Takes the file away.
  public func remove() { unlink(path) }

  private static func checksum(_ bytes: [UInt8], after place: Place) -> UInt32 {
    CRC32C.of(
      bytes, continuing: CRC32C.of(self.bytes(UInt32(clamping: bytes.count)), continuing: place.checksum))
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
