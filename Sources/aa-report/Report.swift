import ArgumentParser
import CommandLineTool

@main
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aa-report", version: toolkitVersion)

  func run() throws {
    try Tool.run("aa-report") { .done }
  }
}
