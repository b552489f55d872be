import ShardFormat

/// What two runs of a conversion have not in common, in words.
enum MetaDifference {
  /// Empty when their META has the same bytes.
  static func words(from old: ShardMeta, to new: ShardMeta) -> [String] {
    if old.cbor.encode() == new.cbor.encode() { return [] }
    var words: [String] = []
    if old.chain.map(\.name) != new.chain.map(\.name) || old.chain.map(\.version) != new.chain.map(\.version)
    {
      let programs = old.chain.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
      words.append("made by \(programs)")
    }
    let (before, now) = (options(old), options(new))
    for name in Set(before.keys).union(now.keys).sorted() where before[name] != now[name] {
      words.append("\(name) \(before[name] ?? "not given") → \(now[name] ?? "not given")")
    }
    words += sources(old, new)
    return words.isEmpty ? ["META"] : words
  }

  private static func options(_ meta: ShardMeta) -> [String: String] {
    meta.chain.reduce(into: [:]) { all, step in all.merge(step.options) { $1 } }
  }

  private static func sources(_ old: ShardMeta, _ new: ShardMeta) -> [String] {
    let (before, now) = (files(old), files(new))
    let (names, newNames) = (before.map(\.name), now.map(\.name))
    if names != newNames {
      return ["the files \(names.joined(separator: ", ")) → \(newNames.joined(separator: ", "))"]
    }
    let changed = zip(before, now).filter { $0.digest != $1.digest }.map(\.0.name)
    if !changed.isEmpty { return ["\(changed.joined(separator: ", ")) has changed"] }
    return CBOR.array(old.sources).encode() == CBOR.array(new.sources).encode() ? [] : ["how rows are read"]
  }

  private static func files(_ meta: ShardMeta) -> [(name: String, digest: CBOR)] {
    meta.sources.flatMap { source in
      (source["files"]?.fields ?? [:]).sorted { $0.key < $1.key }.map { (name: $0.key, digest: $0.value) }
    }
  }
}
