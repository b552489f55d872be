import ArgumentParser
import CommandLineTool

@main
struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-pack", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-pack") { .done }
  }
}
