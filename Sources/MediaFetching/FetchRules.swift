/// From where media may be fetched, and what that may cost.
public struct FetchRules: Sendable, Equatable {
  /// Hosts: names, "*.name" for every name below one, addresses; with ":port" where it is not the scheme's own.
  public var hosts: [String]
  /// Bytes of one medium.
  public var bytes = 1 << 30
  /// For one request.
  public var seconds = 60.0
  /// After the first try, when it failed in a way that may pass.
  public var retries = 3

  /// - Throws: `FetchRulesError` for what is no host.
  public init(hosts: [String]) throws(FetchRulesError) {
    for host in hosts {
      let isHost = host.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "*.-_:[]%".utf8.contains($0)
        }
      }
      if host.isEmpty || !isHost || host == "*" || host == "*." {
        throw FetchRulesError(
          description:
            "'\(host)' is no host: give names or addresses, as in example.org,*.example.org,10.0.0.5:8080")
      }
    }
    self.hosts = hosts
  }
}

public struct FetchRulesError: Error, Equatable, CustomStringConvertible {
  public var description: String
}
