import ByteStreams
import Glibc

/// The members of an archive, in any order.
///
/// Records name their media in an order of their own, and a compressed tar can only be read forwards: so the archive
/// is unpacked once, on the first use, into one nameless file in $TMPDIR (or /tmp), which is gone when this is.
/// No member's name reaches the file system.
public final class ArchiveMembers: MemberSource, @unchecked Sendable {
  public let name: String
  private let descriptor: Int32
  private let places: [String: Range<Int>]
  /// What was passed over, in the archive's order. Empty unless `passOverBad`.
  public let faults: [ArchiveError]

  /// - Parameter passOverBad: keep the other members when some must not be used, and those before the place where
  ///   reading must end; with false the first fault is thrown.
  public init(
    _ path: String, limits: ArchiveLimits = ArchiveLimits(), passOverBad: Bool = false
  ) throws {
    name = path
    let spool = try ArchiveMembers.openSpool()
    do {
      var unpacking = Unpacking(spool: spool, archive: path)
      try unpacking.run(try ArchiveReader(path, limits: limits), passOverBad: passOverBad)
      (places, faults) = (unpacking.places, unpacking.faults)
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

/// From the archive into the spool.
private struct Unpacking {
  let spool: Int32
  let archive: String
  var places: [String: Range<Int>] = [:]
  var faults: [ArchiveError] = []
  private var end = 0

  init(spool: Int32, archive: String) {
    self.spool = spool
    self.archive = archive
  }

  mutating func run(_ reader: ArchiveReader, passOverBad: Bool) throws {
    while true {
      try PendingSignal.check()
      do {
        guard let member = try reader.next() else { return }
        let start = end
        // What a bad member leaves is written over by the next.
        var at = start
        try reader.content { piece in
          try write(piece, at: at)
          at += piece.count
        }
        end = at
        places[member] = start..<end
      } catch let fault as ArchiveError where passOverBad {
        faults.append(fault)
        if fault.reason.endsReading { return }
        // Of two members with one name neither is known to be the right one.
        if fault.reason == .duplicate, let name = fault.member, let same = try? MemberPath.normalised(name) {
          places[same] = nil
        }
      }
    }
  }

  private func write(_ piece: UnsafeRawBufferPointer, at place: Int) throws {
    var (rest, place) = (piece, place)
    while !rest.isEmpty {
      let n = pwrite(spool, rest.baseAddress, rest.count, off_t(place))
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: archive, operation: "unpack to a temporary file", code: errno)
      }
      place += n
      rest = UnsafeRawBufferPointer(rebasing: rest[n...])
    }
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
