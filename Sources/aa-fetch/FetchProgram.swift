import ArgumentParser
import CConfinement
import CFetch
import CommandLineTool
import Glibc
import MediaFetching
import MediaServing
import MediaWorkers

@main
struct FetchProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-fetch",
    abstract: "Fetch media for aa-convert --fetch. Not for people.",
    discussion: """
      aa-convert starts this program when it is told that it may fetch media, and sends it addresses over a socket that \
      is its standard input.

      It speaks http and https, to the hosts that --hosts names and no others, also where a server redirects it, and \
      connects to public addresses only: not to private, loopback, link-local, multicast or reserved ones, whatever a \
      name resolves to, unless --hosts names that very address. It uses no proxy, sends no cookies and no credentials, \
      writes no files, and ends with the process that started it.
      """,
    version: toolkitVersion)

  @Option(help: "The process that asks.")
  var parent: Int32?

  @Option(help: "Hosts that may be asked, with commas between them.")
  var hosts = ""

  @Option(help: "Most bytes of an answer.")
  var maxBytes = 1 << 30

  @Option(help: "For one request.")
  var milliseconds = 60_000

  @Option(help: "Further tries after a failure that may pass.")
  var retries = 3

  func run() throws {
    guard let parent else {
      throw ValidationError("This program is started by others (see --help).")
    }
    do {
      let connection = try WorkerConnection()
      guard aa_tie_to_parent(parent) == 0, aa_fetch_prepare() == 0 else {
        throw ValidationError("Limits cannot be set, libcurl does not start, or process \(parent) has gone.")
      }
      connection.serve { _, address in
        let (answer, bytes) = fetch(address)
        return (WireCoder.written(answer), bytes)
      }
    } catch { throw ValidationError("\(error)") }
  }

  /// With waits between the tries, each twice as long as the one before.
  private func fetch(_ address: [UInt8]) -> (FetchAnswer, [UInt8]) {
    var wait: UInt32 = 500_000
    for attempt in 0... {
      var fetched = aa_fetched()
      let code = once(address, &fetched)
      defer { free(fetched.bytes) }
      if Int(code) == Int(AA_FETCH_DONE) {
        return (FetchAnswer(), [UInt8](UnsafeBufferPointer(start: fetched.bytes, count: fetched.count)))
      }
      if Int(code) != Int(AA_FETCH_UNLUCKY) || attempt >= retries {
        var why = withUnsafeBytes(of: fetched.why) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if attempt > 0 { why += " (tried \(attempt + 1) times)" }
        return (FetchAnswer(why: why), [])
      }
      usleep(wait)
      wait = min(wait * 2, 8_000_000)
    }
    return (FetchAnswer(why: "was not tried"), [])
  }

  private func once(_ address: [UInt8], _ fetched: inout aa_fetched) -> Int32 {
    let copies = hosts.split(separator: ",").map { strdup(String($0)) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) }
    let url = address.map { CChar(bitPattern: $0) } + [0]
    return pointers.withUnsafeBufferPointer { pointers in
      var rules = aa_fetch_rules(
        hosts: pointers.baseAddress, host_count: pointers.count, max_bytes: UInt64(clamping: maxBytes),
        milliseconds: UInt64(clamping: milliseconds))
      return aa_fetch(url, &rules, &fetched)
    }
  }
}
