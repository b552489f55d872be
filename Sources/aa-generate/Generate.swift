import ArgumentParser
import CommandLineTool

@main
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-generate", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-generate") { .done }
  }
}
