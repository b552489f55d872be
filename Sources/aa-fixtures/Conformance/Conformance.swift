import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON

struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Makes small shards, good and bad, with what a reader must find in them.",
    discussion: """
      Writes good/NAME.aas with good/NAME.json (the expected reading) and bad/NAME.aas with bad/NAME.json (the expected \
      error and its place). The same version gives the same bytes.

      Example:
        aa-fixtures conformance -o fixtures/conformance

      Exit codes: 0 done, 1 failed, 64 misuse.
      """,
    version: toolkitVersion)

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder to write to; made when missing.", valueName: "folder"))
  var output: String

  @Flag(name: [.short, .long], help: "No summary.")
  var quiet = false

  func run() throws {
    try Tool.run("aa-fixtures") {
      let good = try GoodShards.all()
      let bad = try BadShards().all()
      let names = good.map(\.name) + bad.map(\.name)
      guard Set(names).count == names.count else { throw Failure("two shards have one name") }
      var bytes = 0
      try Files.makeFolder(output + "/good")
      for shard in good {
        bytes += try write("good/" + shard.name, try shard.bytes, try shard.expected)
      }
      try Files.makeFolder(output + "/bad")
      for shard in bad { bytes += try write("bad/" + shard.name, shard.bytes, shard.expected) }
      if !quiet {
        Tool.warn("aa-fixtures: \(good.count) good and \(bad.count) bad shards, \(bytes) bytes, in \(output)")
      }
      return .done
    }
  }

  private func write(_ name: String, _ shard: [UInt8], _ expected: JSONValue) throws -> Int {
    let path = output + "/" + name
    let text = expected.serialised(.init(sortedKeys: true)) + [0x0A]
    try Files.write(shard, to: path + ".aas")
    try Files.write(text, to: path + ".json")
    return shard.count + text.count
  }
}
