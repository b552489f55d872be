import ByteStreams

/// One program that had a hand in a stream.
public struct ToolStep: Sendable, Equatable {
  public var name: String
  public var version: String
  /// Options that change the output, by name. No paths of this machine, no thread counts, no clock.
  public var options: [String: String]
  public init(name: String, version: String, options: [String: String] = [:]) {
    self.name = name
    self.version = version
    self.options = options
  }
}

/// What a member is and where it came from: the META frame.
public struct ShardMeta: Sendable, Equatable {
  public enum Profile: String, Sendable, CaseIterable { case records, tokens, packed }

  public var profile: Profile
  /// Each a map: `name`, and what is known of `revision`, `files` (name → SHA-256), `licence`.
  public var sources: [CBOR]
  /// The vocabulary layout and the hashes of tokenizer and template, at the token stage.
  public var tokenizer: CBOR?
  /// The programs that made the stream, first one first.
  public var chain: [ToolStep]
  /// Everything else, kept by stages that copy.
  public var fields: [String: CBOR]

  public init(
    profile: Profile, sources: [CBOR] = [], tokenizer: CBOR? = nil, chain: [ToolStep] = [],
    fields: [String: CBOR] = [:]
  ) {
    self.profile = profile
    self.sources = sources
    self.tokenizer = tokenizer
    self.chain = chain
    self.fields = fields
  }

  private static let ownKeys: Set<String> = ["profile", "sources", "tokenizer", "chain"]

  /// The META payload.
  public var cbor: CBOR {
    var all = fields.filter { !ShardMeta.ownKeys.contains($0.key) }
    all["profile"] = .text(profile.rawValue)
    all["sources"] = .array(sources)
    if let tokenizer { all["tokenizer"] = tokenizer }
    all["chain"] = .array(
      chain.map { step in
        [
          "name": .text(step.name), "version": .text(step.version),
          "options": .object(step.options.mapValues { .text($0) }),
        ]
      })
    return .object(all)
  }

  /// From META's payload, which gives the stream its tag.
  /// - Throws: badMeta, nonCanonicalCBOR, both without a place.
  public init(payload: UnsafeRawBufferPointer, streamTag: UInt32) throws(ShardError) {
    guard SHA256.hash(payload).bytes.withUnsafeBytes({ $0.u32(0) }) == streamTag else {
      throw ShardError(.badMeta, file: "", what: "META does not fit the preamble's stream tag")
    }
    try self.init(cbor: try CBOR.frame(payload))
  }

  /// First four bytes of the SHA-256 of the payload: what preamble and frames of its member carry.
  public var streamTag: UInt32 {
    SHA256.hash(cbor.encode()).bytes.withUnsafeBytes { $0.u32(0) }
  }

  /// - Throws: badMeta, without a place.
  init(cbor: CBOR) throws(ShardError) {
    func bad(_ what: String) -> ShardError { ShardError(.badMeta, file: "", what: "META \(what)") }
    guard let all = cbor.fields else { throw bad("is not a map with text keys") }
    guard let profile = all["profile"]?.textValue.flatMap(Profile.init) else {
      throw bad("names no known profile")
    }
    guard let sources = all["sources"]?.arrayValue else { throw bad("has no list of sources") }
    for source in sources {
      guard source["name"]?.textValue != nil else { throw bad("has a source without a name") }
      for key in ["revision", "licence"] where source[key] != nil {
        guard source[key]?.textValue != nil else { throw bad("has a source whose \(key) is not text") }
      }
      if let files = source["files"] {
        guard files.fields?.values.allSatisfy({ $0.bytesValue?.count == 32 }) == true else {
          throw bad("has a source whose files are not names with a SHA-256")
        }
      }
    }
    if let tokenizer = all["tokenizer"] {
      guard profile != .records else { throw bad("describes a tokenizer, but its profile is records") }
      guard tokenizer.mapValue != nil else { throw bad("has a tokenizer that is not a map") }
    }
    guard let steps = all["chain"]?.arrayValue else { throw bad("has no chain of tools") }
    var chain: [ToolStep] = []
    for step in steps {
      guard let name = step["name"]?.textValue, let version = step["version"]?.textValue,
        let options = step["options"]?.fields, step.mapValue?.count == 3
      else { throw bad("has a step in its chain of tools that is not a name, a version and options") }
      var texts: [String: String] = [:]
      for (key, value) in options {
        guard let text = value.textValue else {
          throw bad("has an option \(key) of \(name) that is not text")
        }
        texts[key] = text
      }
      chain.append(ToolStep(name: name, version: version, options: texts))
    }
    self.init(
      profile: profile, sources: sources, tokenizer: all["tokenizer"], chain: chain,
      fields: all.filter { !ShardMeta.ownKeys.contains($0.key) })
  }
}
