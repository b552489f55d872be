import ArgumentParser
import CommandLineTool
import MediaCodecs
import MediaServing

@main
struct MediaWorkerProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-media",
    abstract: "Decode media for the other programs. Not for people.",
    discussion: """
      aa-convert and aa-validate start this program, one for each thread, and send it media over a socket that is its \
      standard input. What media are made of comes from anywhere, and the libraries that decode them are large: here a \
      crash, a hang or a bomb costs one medium.

      It can open no file and no connection, start no program, use no more memory than --memory beside its libraries, \
      and it ends with the process that started it. Started by hand it only says whether its libraries load.
      """,
    version: toolkitVersion)

  @Option(help: "The process that asks.")
  var parent: Int32?

  @Option(help: "Bytes of memory beside what the libraries take.")
  var memory = 4 << 30

  @Option(help: "Seconds of CPU time for one medium.")
  var seconds = 120

  func run() throws {
    guard let parent else {
      throw ValidationError("This program is started by others (see --help).")
    }
    do {
      try MediaServer(LocalMedia(), seconds: seconds).run(parent: parent, memory: memory)
    } catch { throw ValidationError("\(error)") }
  }
}
