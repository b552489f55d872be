import ByteStreams
import Compression
import Glibc

/// How an archive lies in its file.
public enum ArchiveForm: Sendable, Equatable {
  /// A tar, plain or packed as a whole.
  case tar(Compression?)
  case zip
}

/// The members of an archive, in any order.
///
/// A plain tar and a zip are read where they lie. Records name their media in an order of their own, and a packed tar can
/// only be read forwards: so it is unpacked once into one nameless file in $TMPDIR (or /tmp), which is gone when this is.
/// No member's name reaches the file system.
public final class ArchiveMembers: MemberSource {
  public let name: String
  private let parts: FileParts
  private let places: [String: MemberPlace]
  /// What was passed over, in the archive's order. Empty unless bad members may be passed over.
  public let faults: [ArchiveError]

  /// Opens the archive at `path`, or the one whose first piece it is.
  /// - Parameter passOverBad: keep the other members when some must not be used, and those before the place where
  ///   reading must end; with false the first fault is thrown.
  public convenience init(
    _ path: String, limits: ArchiveLimits = ArchiveLimits(), passOverBad: Bool = false
  ) throws {
    try self.init(path, trust: MemberTrust(passesOverBad: passOverBad, limits: limits))
  }

  public convenience init(_ path: String, trust: MemberTrust) throws {
    let split = try SplitFile.beginning(at: path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let parts = try FileParts(split?.parts ?? [path], called: split.map { folder + $0.whole })
    try self.init(parts, form: try ArchiveForm(parts), trust: trust)
  }

  public init(_ parts: FileParts, form: ArchiveForm, trust: MemberTrust) throws {
    name = parts.name
    var index: ArchiveIndex
    switch form {
    case .zip:
      self.parts = parts
      index = ArchiveIndex(passesOverBad: trust.passesOverBad)
      try ZipDirectory(parts, limits: trust.limits).list(into: &index)
    case .tar(nil):
      self.parts = parts
      index = ArchiveIndex(passesOverBad: trust.passesOverBad)
      let reader = try TarReader(parts, compression: nil, limits: trust.limits)
      try index.fill { try reader.next().map { ($0.path, MemberPlace($0.place)) } }
    case .tar(let compression?):
      (self.parts, index) = try Unpacking(parts, compression, trust).run()
    }
    (places, faults) = (index.places, index.faults)
  }

  public func paths() -> [String] {
    places.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func contains(_ path: String) -> Bool { places[path] != nil }

  public func open(_ path: String) throws -> any ByteSource {
    let place = try place(of: path)
    guard let packing = place.packing else {
      return parts.source(place.bytes, called: "\(name): \(path)")
    }
    return try ZippedMember(parts, packing, archive: name, member: path)
  }

  public func bytes(_ path: String, limit: Int) throws -> [UInt8] {
    let place = try place(of: path)
    guard place.packing == nil, place.bytes.count <= limit else {
      return try open(path).readAll(limit: limit)
    }
    return try parts.bytes(at: place.bytes.lowerBound, count: place.bytes.count)
  }

  private func place(of path: String) throws(ArchiveError) -> MemberPlace {
    guard let place = places[path] else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such member")
    }
    return place
  }
}

/// Where a member lies.
struct MemberPlace: Sendable {
  /// Its bytes as they are, when `packing` is nil.
  var bytes: Range<Int>
  var packing: ZipPacking?

  init(_ bytes: Range<Int>, packing: ZipPacking? = nil) {
    self.bytes = bytes
    self.packing = packing
  }
}

/// The members of an archive that may be used, and why the others may not.
struct ArchiveIndex {
  private(set) var places: [String: MemberPlace] = [:]
  private(set) var faults: [ArchiveError] = []
  private let passesOverBad: Bool

  init(passesOverBad: Bool) { self.passesOverBad = passesOverBad }

  /// Takes members until there are no more. What `next` throws about one member costs that member, when bad ones may be
  /// passed over.
  mutating func fill(_ next: () throws -> (path: String, place: MemberPlace)?) throws {
    while true {
      try PendingSignal.check()
      do {
        guard let member = try next() else { return }
        places[member.path] = member.place
      } catch let fault as ArchiveError where passesOverBad {
        faults.append(fault)
        if fault.reason.endsReading { return }
        // Of two members with one name neither is known to be the right one.
        if let earlier = fault.earlier { places[earlier] = nil }
      }
    }
  }
}

/// From a packed tar into a nameless file.
private struct Unpacking {
  private let parts: FileParts
  private let reader: TarReader
  private let passesOverBad: Bool

  init(_ parts: FileParts, _ compression: Compression, _ trust: MemberTrust) throws {
    self.parts = parts
    reader = try TarReader(parts, compression: compression, limits: trust.limits)
    passesOverBad = trust.passesOverBad
    // Media do not shrink much: what is unpacked will be at least about as large as the archive.
    if let room = SpoolFile.room, room < parts.size {
      throw StreamError(
        file: parts.name, operation: "unpack to \(SpoolFile.folder)", code: 0,
        detail:
          "it needs more than \(parts.size) bytes, \(room) are free: set TMPDIR to a folder with more room, or "
          + "unpack it to a plain .tar, which is read where it lies")
    }
    if parts.size >= 1 << 28 {
      trust.tell?("\(parts.name): unpacking \(parts.size >> 20) MiB to \(SpoolFile.folder)")
    }
  }

  func run() throws -> (FileParts, ArchiveIndex) {
    let spool = try SpoolFile()
    var index = ArchiveIndex(passesOverBad: passesOverBad)
    try index.fill {
      let start = spool.size
      do {
        guard let member = try reader.next() else { return nil }
        try reader.content { try spool.append($0) }
        return (member.path, MemberPlace(start..<spool.size))
      } catch {
        // What a bad member leaves is written over by the next.
        spool.cut(to: start)
        throw error
      }
    }
    return (try spool.parts(called: parts.name), index)
  }
}

extension ArchiveForm {
  /// - Throws: ArchiveError.unreadable when it is neither.
  init(_ parts: FileParts) throws {
    switch FileMagic(try parts.bytes(at: 0, count: FileMagic.length)) {
    case .tar: self = .tar(nil)
    case .zip: self = .zip
    case .compressed(let compression): self = .tar(compression)
    case nil:
      throw ArchiveError(.unreadable, archive: parts.name, what: "is no tar, packed or not, and no zip")
    }
  }
}
