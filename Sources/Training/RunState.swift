import ByteStreams
import JSON

/// What a checkpoint keeps besides weights and moments: where the run stands and what made it.
public struct RunState: Sendable, Equatable {
  public var step: Int
  public var position: DataFeed.Position
  /// Rows run so far.
  public var tokens: Int
  /// Length of metrics.jsonl at this step.
  public var metricsBytes: Int
  /// Every option that changes the weights, in order.
  public var options: [RunOption]

  public struct RunOption: Sendable, Equatable {
    public var name: String
    public var value: String
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(step: Int, position: DataFeed.Position, tokens: Int, metricsBytes: Int, options: [RunOption]) {
    self.step = step
    self.position = position
    self.tokens = tokens
    self.metricsBytes = metricsBytes
    self.options = options
  }

  public var json: String {
    var line = JSONLine()
    line.add("version", 1)
    line.add("step", step)
    line.add("epoch", position.epoch)
    line.add("groups_consumed", position.consumed)
    line.add("data_digest", position.digest.hex)
    line.add("num_tokens", tokens)
    line.add("metrics_bytes", metricsBytes)
    var options = JSONLine()
    for option in self.options { options.add(option.name, option.value) }
    line.raw("options", options.text)
    return line.text + "\n"
  }

  public init(reading path: String) throws {
    let value = try JSONValue(parsing: String(decoding: try Files.read(path, limit: 1 << 24), as: UTF8.self))
    func number(_ key: String) throws -> Int {
      guard let number = value[key]?.intValue, number >= 0 else {
        throw TrainingError("\(path): \(key): is missing or no number")
      }
      return number
    }
    guard try number("version") == 1 else {
      throw TrainingError("\(path): version: only version 1 is known; use the release that wrote it")
    }
    guard let digest = (value["data_digest"]?.stringValue).flatMap({ Digest(hex: $0) }) else {
      throw TrainingError("\(path): data_digest: is missing or no SHA-256")
    }
    step = try number("step")
    position = DataFeed.Position(
      epoch: try number("epoch"), consumed: try number("groups_consumed"), digest: digest)
    tokens = try number("num_tokens")
    metricsBytes = try number("metrics_bytes")
    options = (value["options"]?.objectValue?.members ?? []).map {
      RunOption($0.key, $0.value.stringValue ?? "")
    }
  }

  /// Refuses to go on under other options, naming the first that differs.
  public func check(options now: [RunOption]) throws(TrainingError) {
    for option in now {
      let was = options.first { $0.name == option.name }?.value ?? "absent"
      if was != option.value {
        throw TrainingError(
          "resume: \(option.name) was \(was) and is \(option.value): give the same options, or start anew with "
            + "--overwrite")
      }
    }
  }
}
