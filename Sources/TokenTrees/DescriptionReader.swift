import MediaTokenization
import ShardFormat

/// Values of a description by path, each checked against its bounds, so that no codec is built from nonsense.
struct DescriptionReader {
  let root: CBOR
  init(_ root: CBOR) { self.root = root }

  static func bad(_ what: String) -> TokenStreamError {
    TokenStreamError(.badLayout, "the tokenizer's description \(what); tokenize again with this version")
  }

  static func badFile(_ name: String) -> TokenStreamError {
    bad("has the file '\(name)', which no tokenizer has")
  }

  private func value(_ path: [String]) -> CBOR? {
    path.reduce(Optional(root)) { $0?[$1] }
  }

  func text(_ path: String...) throws(TokenStreamError) -> String {
    guard let text = value(path)?.textValue else { throw Self.bad("has no \(path.joined(separator: "."))") }
    return text
  }

  func integer(in bounds: ClosedRange<Int>, _ path: String...) throws(TokenStreamError) -> Int {
    try Self.integer(value(path), in: bounds, path.joined(separator: "."))
  }

  static func integer(_ value: CBOR?, in bounds: ClosedRange<Int>, _ name: String) throws(TokenStreamError)
    -> Int
  {
    guard let number = value?.intValue, bounds.contains(number) else {
      throw bad("has no \(name) between \(bounds.lowerBound) and \(bounds.upperBound)")
    }
    return number
  }

  static func number(_ value: CBOR?, in bounds: ClosedRange<Double>, _ name: String) throws(TokenStreamError)
    -> Double
  {
    guard let number = value?.doubleValue, bounds.contains(number) else {
      throw bad("has no \(name) between \(bounds.lowerBound) and \(bounds.upperBound)")
    }
    return number
  }

  func image(_ path: String...) throws(TokenStreamError) -> ImageCodecParameters {
    let name = path.joined(separator: ".")
    guard let map = value(path), let lists = map["slots"]?.arrayValue, (1...64).contains(lists.count) else {
      throw Self.bad("has no \(name).slots")
    }
    let block = try Self.integer(map["block"], in: 1...256, name + ".block")
    let size = try Self.integer(map["size"], in: block...4096, name + ".size")
    guard size % block == 0 else { throw Self.bad("has a \(name).block that does not divide its size") }
    var slots: [[ImageCodecParameters.Coefficient]] = []
    for list in lists {
      guard let items = list.arrayValue, (1...16).contains(items.count) else {
        throw Self.bad("has an empty slot in \(name)")
      }
      var slot: [ImageCodecParameters.Coefficient] = []
      var product = 1
      for item in items {
        guard let curve = item["curve"]?.textValue.flatMap(ScalarQuantizer.Curve.init) else {
          throw Self.bad("names no known curve in \(name)")
        }
        let coefficient = ImageCodecParameters.Coefficient(
          channel: try Self.integer(item["channel"], in: 0...2, name + ".channel"),
          vertical: try Self.integer(item["vertical"], in: 0...block - 1, name + ".vertical"),
          horizontal: try Self.integer(item["horizontal"], in: 0...block - 1, name + ".horizontal"),
          levels: try Self.integer(item["levels"], in: 2...256, name + ".levels"),
          scale: Float(try Self.number(item["scale"], in: 0.01...10000, name + ".scale")), curve: curve)
        product *= coefficient.levels
        guard product <= 1 << 20 else { throw Self.bad("has a slot of more than 1048576 codes in \(name)") }
        slot.append(coefficient)
      }
      slots.append(slot)
    }
    return ImageCodecParameters(size: size, block: block, slots: slots)
  }

  func sound(_ name: String) throws(TokenStreamError) -> SoundCodecParameters {
    let map = root[name]
    let hop = try Self.integer(map?["hop"], in: 1...4096, name + ".hop")
    let coarse = try Self.integer(map?["coarse"], in: 1...hop, name + ".coarse")
    guard hop % coarse == 0 else { throw Self.bad("has an \(name).coarse that does not divide its hop") }
    return SoundCodecParameters(
      rate: try Self.integer(map?["rate"], in: 1...768000, name + ".rate"), hop: hop,
      seconds: try Self.number(map?["seconds"], in: 0...86400, name + ".seconds"),
      peaks: try Self.integer(map?["peaks"], in: 1...hop, name + ".peaks"), coarse: coarse,
      gains: try Self.integer(map?["gains"], in: 2...4096, name + ".gains"),
      floor: Float(try Self.number(map?["floor"], in: -200 ... -1, name + ".floor")),
      shares: try Self.integer(map?["shares"], in: 1...256, name + ".shares"),
      depth: Float(try Self.number(map?["depth"], in: 0...200, name + ".depth")))
  }
}
