import ArgumentParser
import CommandLineTool

@main
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-convert", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-convert") { .done }
  }
}
