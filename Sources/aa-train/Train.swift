import ArgumentParser
import CommandLineTool

@main
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-train", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-train") { .done }
  }
}
