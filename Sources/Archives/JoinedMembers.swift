import ByteStreams

/// Members one after another as one source, with a line feed between them.
public final class JoinedMembers: ByteSource {
  public let name: String
  private let members: any MemberSource
  private let paths: [String]
  private var next = 0
  private var current: (any ByteSource)?
  private var betweenMembers = false

  public init(_ paths: [String], of members: any MemberSource) {
    name = members.name
    self.members = members
    self.paths = paths
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if buffer.isEmpty { return 0 }
    while true {
      if let current {
        let n = try current.read(into: buffer)
        if n > 0 { return n }
        self.current = nil
        betweenMembers = true
      }
      if betweenMembers {
        betweenMembers = false
        buffer[0] = 0x0A
        return 1
      }
      guard next < paths.count else { return 0 }
      current = try members.open(paths[next])
      next += 1
    }
  }
}
