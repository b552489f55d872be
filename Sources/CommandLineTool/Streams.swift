import ByteStreams

/// Opening the inputs and outputs that users name.
public enum Streams {
  /// A source for a user's operand; refuses to wait for a person to type binary data.
  public static func input(_ path: String, expecting what: String = "a shard stream") throws -> FileSource {
    let source = try FileSource(path: path)
    if path == "-", source.isTerminal {
      throw Failure("standard input is a terminal: give a file, or pipe \(what) in (see --help)")
    }
    return source
  }

  /// A sink for a user's `-o`; refuses to write binary to a terminal.
  public static func binaryOutput(_ path: String) throws -> FileSink {
    let sink = try FileSink(path: path)
    if path == "-", sink.isTerminal {
      throw Failure("standard output is a terminal and the output is binary: use -o FILE or a pipe")
    }
    return sink
  }

  public static func textOutput(_ path: String) throws -> FileSink { try FileSink(path: path) }
}
