import ArgumentParser
import CommandLineTool

@main
struct Cat: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-cat", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-cat") { .done }
  }
}
