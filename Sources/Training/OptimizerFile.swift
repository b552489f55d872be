import ByteStreams
import Models

/// `optimizer.safetensors`: both Adam moments under `exp_avg.NAME` and `exp_avg_sq.NAME`, independent of how the run
/// was spread over threads or machines.
enum OptimizerFile {
  static func save(_ parameters: ParameterArena, to path: String) throws {
    var header = JSONLine()
    header.raw("__metadata__", "{\"format\":\"pt\"}")
    var offset = 0
    for prefix in ["exp_avg.", "exp_avg_sq."] {
      for tensor in parameters.tensors {
        let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
        let end = offset + 4 * tensor.count
        header.raw(
          prefix + tensor.name, "{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
        )
        offset = end
      }
    }
    let text = head(header.text)
    let sink = try FileSink(path: path)
    try sink.write(text)
    try sink.write(UnsafeRawBufferPointer(parameters.firstMoments))
    try sink.write(UnsafeRawBufferPointer(parameters.secondMoments))
    try sink.commit()
  }

  /// Reads what `save` wrote for a model of the same shape; the header must be the very same.
  static func load(_ path: String, into parameters: ParameterArena) throws {
    let source = try FileSource(path: path)
    let prefix = try source.readBytes(upTo: 8)
    var length = 0
    for byte in prefix.reversed() { length = length << 8 | Int(byte) }
    let (bytes, overflow) = parameters.count.multipliedReportingOverflow(by: 4)
    guard prefix.count == 8, !overflow, length > 0, length < 1 << 26 else {
      throw TrainingError("\(path): is no safetensors file")
    }
    guard try source.readBytes(upTo: length).count == length else {
      throw TrainingError("\(path): ends inside its header")
    }
    for moments in [parameters.firstMoments, parameters.secondMoments] {
      let got = try source.readFully(into: UnsafeMutableRawBufferPointer(moments))
      guard got == bytes else {
        throw TrainingError("\(path): is too short for the model's \(parameters.count) parameters")
      }
    }
    guard try source.readBytes(upTo: 1).isEmpty else {
      throw TrainingError("\(path): is too long for the model's \(parameters.count) parameters")
    }
  }

  /// Length and header, padded with spaces to a multiple of eight.
  private static func head(_ json: String) -> [UInt8] {
    var text = Array(json.utf8)
    while text.count % 8 != 0 { text.append(0x20) }
    let length = UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) } + text
  }
}
