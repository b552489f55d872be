import ByteStreams
import ShardFormat
import Testing

/// What the options of pictures make of them, and what is said of their sources.
@Suite struct ConvertPicturesTests {
  private static let turned = "orientation-6.jpg"
  private static let sheer = "alpha.png"

  private static func convert(_ options: [String], threads: Int = 1) throws -> [UInt8] {
    let folder = try ScratchFolder()
    for name in [turned, sheer] {
      try folder.write("raw/\(name)", BadRow.fixture("../golden/pictures/\(name)"))
    }
    let rows = (0..<12).map { BadRow.image($0 % 2 == 0 ? turned : sheer) }
    try folder.write("raw/rows.jsonl", BadRow.lines(rows))
    let result = try Programs.run(
      "aa-convert", ["-q", "-j", "\(threads)", folder.file("raw")] + options)
    #expect(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  @Test(arguments: ["png", "jpeg", "webp", "webp-lossless"]) func formats(name: String) throws {
    let options = ["--image-format", name, "--image-quality", "70", "--image-size", "40"]
    let bytes = try Self.convert(options)
    #expect(bytes == (try Self.convert(options, threads: 3)))
    var types: [String] = []
    let reader = ShardReader(source: MemorySource(bytes))
    while let item = try reader.next() {
      if case .blob(let blob) = item { types.append(blob.facts?["type"]?.textValue ?? "") }
    }
    let type = name == "webp-lossless" ? "image/webp" : "image/" + name
    #expect(types == [type, type])
  }

  @Test func everyOptionChangesTheBytes() throws {
    let plain = ["--image-format", "jpeg"]
    var seen = [try Self.convert(plain)]
    for more in [
      ["--image-quality", "50"], ["--image-chroma", "444"], ["--image-filter", "lanczos"],
      ["--image-background", "black"], ["--image-background", "204060"], ["--image-mode", "shortest"],
      ["--image-mode", "longest"],
    ] {
      let bytes = try Self.convert(plain + more)
      #expect(!seen.contains(bytes), "\(more)")
      seen.append(bytes)
    }
  }

  @Test func factsSayWhatTheSourceWas() throws {
    var sources: [CBOR?] = []
    let reader = ShardReader(source: MemorySource(try Self.convert([])))
    while let item = try reader.next() {
      if case .blob(let blob) = item { sources.append(blob.facts?["source"]) }
    }
    #expect(sources == [.object(["orientation": .integer(6)]), .object(["alpha": .bool(true)])])
  }

  @Test func wrongValuesAreMisuse() throws {
    for options in [
      ["--image-quality", "0"], ["--image-quality", "101"], ["--image-background", "blue"],
      ["--image-background", "+12345"], ["--image-format", "gif"], ["--image-filter", "box"],
    ] {
      let result = try Programs.run("aa-convert", options + ["-"])
      #expect(result.status == 64, "\(options)")
      #expect(result.stderr.contains(options[0]), "\(result.stderr)")
    }
  }
}
