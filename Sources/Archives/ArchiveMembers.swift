import ByteStreams
import Glibc

/// The members of an archive, in any order.
///
/// Records name their media in an order of their own, and a compressed tar can only be read forwards: so the archive
/// is unpacked once, on the first use, into one nameless file in $TMPDIR (or /tmp), which is gone when this is.
public final class ArchiveMembers: MemberSource, @unchecked Sendable {
  public let name: String
  private let descriptor: Int32
  private let places: [String: Range<Int>]

  public init(_ path: String, limits: ArchiveLimits = ArchiveLimits()) throws {
    name = path
    let spool = try ArchiveMembers.openSpool()
    do {
      places = try ArchiveMembers.unpack(path, limits, into: spool)
    } catch {
      close(spool)
      throw error
    }
    descriptor = spool
  }

  deinit { close(descriptor) }

  private static func openSpool() throws -> Int32 {
    let folder = Environment.value("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/aa-archive-XXXXXX\0".utf8CString.dropLast())
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw StreamError(file: folder, operation: "make a temporary file", code: errno)
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return descriptor
  }

  private static func unpack(
    _ path: String, _ limits: ArchiveLimits, into spool: Int32
  ) throws -> [String: Range<Int>] {
    let reader = try ArchiveReader(path, limits: limits)
    var places: [String: Range<Int>] = [:]
    var end = 0
    while let member = try reader.next() {
      try PendingSignal.check()
      let start = end
      try reader.content { piece in
        var rest = piece
        while !rest.isEmpty {
          let n = Glibc.write(spool, rest.baseAddress, rest.count)
          if n < 0 {
            if errno == EINTR { continue }
            throw StreamError(file: path, operation: "unpack to a temporary file", code: errno)
          }
          rest = UnsafeRawBufferPointer(rebasing: rest[n...])
        }
        end += piece.count
      }
      places[member] = start..<end
    }
    return places
  }

  public func paths() -> [String] {
    places.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func contains(_ path: String) -> Bool { places[path] != nil }

  public func open(_ path: String) throws -> any ByteSource {
    guard let place = places[path] else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such member")
    }
    return SpooledMember(owner: self, name: "\(name): \(path)", descriptor: descriptor, place: place)
  }
}

/// One member's part of the spool. It keeps the spool open.
private final class SpooledMember: ByteSource {
  let name: String
  private let owner: ArchiveMembers
  private let descriptor: Int32
  private var place: Range<Int>

  init(owner: ArchiveMembers, name: String, descriptor: Int32, place: Range<Int>) {
    self.owner = owner
    self.name = name
    self.descriptor = descriptor
    self.place = place
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let want = min(buffer.count, place.count)
    if want == 0 { return 0 }
    while true {
      let n = pread(descriptor, buffer.baseAddress, want, off_t(place.lowerBound))
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: name, operation: "read", code: errno)
      }
      place = (place.lowerBound + n)..<place.upperBound
      return n
    }
  }
}
