import ArgumentParser
import CommandLineTool

@main
struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-eval", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-eval") { .done }
  }
}
