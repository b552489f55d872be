import ByteStreams
import Media
import MediaTokenization
import ShardFormat
import TextTokenization

/// The description that META carries under `tokenizer`, and back.
extension VocabularyLayout {
  /// The version of this description and of the template that `RecordTokenizer` follows: 2 is a model's own.
  private var version: Int { if case .chat = text { 2 } else { 1 } }

  /// The description with its own SHA-256 under `sha256` (over the description without that entry).
  public var cbor: CBOR {
    var fields = description
    fields["sha256"] = .bytes(hash.bytes)
    return .object(fields)
  }

  /// SHA-256 of the description: equal hashes mean equal token ids.
  public var hash: Digest { SHA256.hash(CBOR.object(description).encode()) }

  private var description: [String: CBOR] {
    let textDescription: CBOR =
      switch text {
      case .bytes: ["kind": "bytes", "size": 256]
      case .tokenizerFile(let json, let size):
        ["kind": "tokenizer.json", "size": .integer(size), "json": .bytes(json)]
      case .file(let name, let bytes, let size):
        ["kind": "file", "size": .integer(size), "name": .text(name), "bytes": .bytes(bytes)]
      case .chat(let vocabulary): vocabulary.cbor
      }
    return [
      "version": .integer(version), "size": .integer(size), "text": textDescription,
      "special": .object(
        Dictionary(uniqueKeysWithValues: Special.allCases.map { ($0.rawValue, CBOR.integer(Int(id($0)))) })),
      "image": describe(media.image, imageRanges),
      "audio": describe(media.sound),
      "video": [
        "frames": .integer(media.clip.frames), "picture": describe(media.clip.image, videoRanges),
      ],
    ]
  }

  private func describe(_ ranges: [Range]) -> CBOR {
    .array(ranges.map { ["name": .text($0.name), "base": .integer($0.base), "size": .integer($0.size)] })
  }

  private func describe(_ image: ImageCodecParameters, _ ranges: [Range]) -> CBOR {
    [
      "size": .integer(image.size), "block": .integer(image.block), "ranges": describe(ranges),
      "slots": .array(
        image.slots.map { slot in
          .array(
            slot.map {
              [
                "channel": .integer($0.channel), "vertical": .integer($0.vertical),
                "horizontal": .integer($0.horizontal), "levels": .integer($0.levels),
                "scale": .double(Double($0.scale)), "curve": .text($0.curve.rawValue),
              ]
            })
        }),
    ]
  }

  private func describe(_ sound: SoundCodecParameters) -> CBOR {
    [
      "rate": .integer(sound.rate), "hop": .integer(sound.hop), "seconds": .double(sound.seconds),
      "peaks": .integer(sound.peaks), "coarse": .integer(sound.coarse), "gains": .integer(sound.gains),
      "floor": .double(Double(sound.floor)), "shares": .integer(sound.shares),
      "depth": .double(Double(sound.depth)),
      "ranges": describe(audioRanges),
    ]
  }

  /// Reads a description. What it says of ids must be what this version would give them.
  /// - Throws: `TokenStreamError` badLayout.
  public init(cbor: CBOR) throws(TokenStreamError) {
    let reader = DescriptionReader(cbor)
    let text: Text
    switch try reader.text("text", "kind") {
    case "bytes": text = .bytes
    case "tokenizer.json":
      guard let json = cbor["text"]?["json"]?.bytesValue else {
        throw DescriptionReader.bad("has no tokenizer.json")
      }
      text = .tokenizerFile(json: json, size: try reader.integer(in: 256...1 << 24, "text", "size"))
    case "file":
      guard let bytes = cbor["text"]?["bytes"]?.bytesValue else {
        throw DescriptionReader.bad("has no tokenizer file")
      }
      let name = try reader.text("text", "name")
      guard TokenizerFiles.mayHave(name) else { throw DescriptionReader.badFile(name) }
      text = .file(
        name: name, bytes: bytes,
        size: try reader.integer(in: 1...1 << 24, "text", "size"))
    case "chat": text = .chat(try ChatVocabulary(cbor: cbor))
    default: throw DescriptionReader.bad("names a text tokenizer that this version does not know")
    }
    let media = MediaCodecParameters(
      image: try reader.image("image"), sound: try reader.sound("audio"),
      clip: ClipCodecParameters(
        frames: try reader.integer(in: 1...4096, "video", "frames"),
        image: try reader.image("video", "picture")))
    self.init(text: text, media: media)
    // Compared as bytes: a map in memory may hold its keys in another order than the canonical one.
    guard self.cbor.encode() == CBOR.object(cbor.fields ?? [:]).encode() else {
      throw DescriptionReader.bad("does not fit this version's layout")
    }
  }
}
