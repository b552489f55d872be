import ArgumentParser
import CommandLineTool

@main
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-validate", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-validate") { .done }
  }
}
