import ArgumentParser
import MediaFetching

/// Whether rows may name media by their addresses.
struct FetchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Fetch media that rows name by address (http, https), from these hosts only: names, *.name for those below one, or \
      addresses, with :port where it is not the usual one; commas between them. Without it nothing is fetched.
      """, valueName: "hosts"))
  var fetch: String?

  @Option(
    help: ArgumentHelp("A folder where what was fetched stays, and is looked for first.", valueName: "folder")
  )
  var fetchCache: String?

  @Option(help: ArgumentHelp("Most seconds of one request.", valueName: "seconds"))
  var fetchTimeout = 60.0

  @Option(
    help: ArgumentHelp(
      "Further tries when a server does not answer, or says that it cannot now.", valueName: "count"))
  var fetchRetries = 3

  func validate() throws {
    if fetch == nil, fetchCache != nil { throw ValidationError("--fetch-cache goes with --fetch.") }
    if !(fetchTimeout > 0 && fetchTimeout <= 86400) {
      throw ValidationError("--fetch-timeout must be above 0 and at most 86400.")
    }
    if !(0...20).contains(fetchRetries) { throw ValidationError("--fetch-retries must be from 0 to 20.") }
    do { _ = try rules(bytes: 1) } catch { throw ValidationError("--fetch: \(error)") }
  }

  /// Nil when nothing is fetched.
  /// - Parameter bytes: most of one medium.
  func rules(bytes: Int) throws(FetchRulesError) -> FetchRules? {
    guard let fetch else { return nil }
    var rules = try FetchRules(
      hosts: fetch.split(separator: ",", omittingEmptySubsequences: false).map { String($0) })
    rules.bytes = bytes
    rules.seconds = fetchTimeout
    rules.retries = fetchRetries
    return rules
  }
}
