import CFetch
import Glibc
import MediaFetching
import Testing

@Suite struct RulesTests {
  /// Bytes of an address as people write it.
  private static func bytes(_ text: String) throws -> [UInt8] {
    let family = text.contains(":") ? AF_INET6 : AF_INET
    var room = [UInt8](repeating: 0, count: 16)
    try #require(inet_pton(family, text, &room) == 1, "\(text)")
    return family == AF_INET ? Array(room.prefix(4)) : room
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::",
    "3fff::1", "4000::1",
  ]) func addressesThatAreNotTheWorlds(address: String) throws {
    let bytes = try Self.bytes(address)
    #expect(aa_is_public_address(bytes, bytes.count) == 0)
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2001:4860:4860::8888",
    "2606:4700::1111", "2a00:1450::1", "3ffe::1",
  ]) func addressesThatAre(address: String) throws {
    let bytes = try Self.bytes(address)
    #expect(aa_is_public_address(bytes, bytes.count) == 1)
  }

  @Test func otherLengthsAreNoAddresses() {
    #expect(aa_is_public_address([8, 8, 8, 8, 8], 5) == 0)
  }

  @Test(arguments: ["", "*", "*.", "http://a.org", "a.org/b", "a b", "a@b", "b\u{fc}cher.de"])
  func whatIsNoHost(host: String) {
    #expect(throws: FetchRulesError.self) { try FetchRules(hosts: ["example.org", host]) }
  }

  @Test func hostsAreNamesAndAddresses() throws {
    let hosts = ["example.org", "*.example.org", "10.0.0.5:8080", "[::1]:80", "a_b.example.org"]
    #expect(try FetchRules(hosts: hosts).hosts == hosts)
  }
}
