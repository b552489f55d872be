import JSON

extension ScoredCandidate {
  /// One line of `scores.jsonl` without its line feed, members sorted; a score that is no finite number becomes null.
  public var jsonLine: [UInt8] {
    let value: JSONValue = [
      "candidate": JSONValue(candidate), "cluster": .string(cluster), "modality": .string(modality),
      "record": .string(record), "score": .double(score), "tokens": JSONValue(tokens),
      "winner_of": .array(winnerOf.map { JSONValue($0) }),
    ]
    return value.serialised(JSONValue.Style(sortedKeys: true))
  }

  /// What is wrong with a line, in words.
  struct Unreadable: Error { var why: String }

  /// - Throws: `Unreadable` naming the member that is missing or has the wrong type. Unknown members are passed over.
  init(json: JSONValue) throws(Unreadable) {
    guard json.objectValue != nil else { throw Unreadable(why: "is \(json.kindName), must be an object") }
    func member<T>(_ key: String, _ wanted: String, _ read: (JSONValue) -> T?) throws(Unreadable) -> T {
      guard let value = json[key] else { throw Unreadable(why: "'\(key)' is missing") }
      guard let result = read(value) else {
        throw Unreadable(why: "'\(key)' is \(value.kindName), must be \(wanted)")
      }
      return result
    }
    let index: (JSONValue) -> Int? = { value in value.intValue.flatMap { $0 >= 0 ? $0 : nil } }
    record = try member("record", "a string") { $0.stringValue }
    modality = try member("modality", "a string") { $0.stringValue }
    cluster = try member("cluster", "a string") { $0.stringValue }
    candidate = try member("candidate", "an index from 0", index)
    score = try member("score", "a number or null") { $0.isNull ? .nan : $0.doubleValue }
    tokens = try member("tokens", "a count", index)
    winnerOf = try member("winner_of", "an array of candidate indexes") { value in
      guard let elements = value.arrayValue else { return nil }
      let indexes = elements.compactMap(index)
      return indexes.count == elements.count ? indexes : nil
    }
  }
}
