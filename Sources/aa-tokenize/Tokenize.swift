import ArgumentParser
import CommandLineTool

@main
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-tokenize", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-tokenize") { .done }
  }
}
