import ArgumentParser
import CommandLineTool

@main
struct Fixtures: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-fixtures", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-fixtures") { .done }
  }
}
