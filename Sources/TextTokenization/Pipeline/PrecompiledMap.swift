/// SentencePiece's precompiled normalization: a trie of strings in a double array, and what each becomes.
struct PrecompiledMap: Sendable {
  private let units: [UInt32]
  let strings: [UInt8]

  /// - Parameter blob: the size of the trie in bytes, little-endian, the trie, then strings that end with 0.
  init?(_ blob: [UInt8]) {
    guard blob.count >= 4 else { return nil }
    func word(_ place: Int) -> UInt32 {
      UInt32(blob[place]) | UInt32(blob[place + 1]) << 8 | UInt32(blob[place + 2]) << 16
        | UInt32(blob[place + 3]) << 24
    }
    let size = Int(word(0))
    guard size % 4 == 0, size >= 4, size <= blob.count - 4 else { return nil }
    units = (0..<size / 4).map { word(4 + 4 * $0) }
    strings = Array(blob[(4 + size)...])
    guard strings.withUnsafeBufferPointer(UTF8Check.isValid) else { return nil }
  }

  /// What the shortest beginning of `text` in the trie becomes; nil when none is in it.
  func mapped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard var unit = units.first else { return nil }
    var node = Self.offset(unit)
    for byte in text {
      if byte == 0 { return nil }
      node ^= Int(byte)
      guard node < units.count else { return nil }
      unit = units[node]
      guard unit & 0x8000_00FF == UInt32(byte) else { return nil }
      node ^= Self.offset(unit)
      guard unit >> 8 & 1 == 1 else { continue }
      guard node < units.count else { return nil }
      let start = Int(units[node] & 0x7FFF_FFFF)
      guard start <= strings.count else { return nil }
      let end = strings[start...].firstIndex(of: 0) ?? strings.count
      return strings[start..<end]
    }
    return nil
  }

  /// Whether a string of the trie may begin with a byte.
  func begins(_ byte: UInt8) -> Bool {
    guard let root = units.first else { return false }
    let node = Self.offset(root) ^ Int(byte)
    return node < units.count && units[node] & 0x8000_00FF == UInt32(byte)
  }

  /// The longest string of the trie that is at a place of a text, and what it becomes.
  func longest(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (length: Int, new: Range<Int>)? {
    var length = 0
    var start = 0
    units.withUnsafeBufferPointer { units in
      guard units.count > 0 else { return }
      var node = Self.offset(units[0])
      var at = place
      // No character's rule is so long; a broken trie may go round in circles.
      let limit = min(text.count, place &+ 256)
      while at < limit {
        node ^= Int(text[at])
        at &+= 1
        guard node < units.count else { return }
        let unit = units[node]
        guard unit & 0x8000_00FF == UInt32(text[at &- 1]) else { return }
        node ^= Self.offset(unit)
        guard unit >> 8 & 1 == 1 else { continue }
        guard node < units.count else { return }
        (length, start) = (at - place, Int(units[node] & 0x7FFF_FFFF))
      }
    }
    guard length > 0, start < strings.count else { return nil }
    var end = start
    while end < strings.count, strings[end] != 0 { end += 1 }
    return (length, start..<end)
  }

  private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }

  func normalize(_ text: inout NormalizedText) {
    var edits: [Edit] = []
    var isChanged = false
    func replace(_ old: Int, _ new: ArraySlice<UInt8>) {
      isChanged = true
      let codePoints = UTF8Scalars.codePoints(Array(new))
      edits += codePoints.map { Edit($0, 0) }
      if codePoints.count > old {
        for place in edits.count - (codePoints.count - old)..<edits.count { edits[place].change = 1 }
      } else if codePoints.count < old, !edits.isEmpty {
        edits[edits.count - 1].change += codePoints.count - old
      }
    }
    for cluster in String(decoding: text.bytes, as: UTF8.self) {
      let bytes = Array(cluster.utf8)
      if bytes.count < 6, let new = mapped(bytes[...]) {
        replace(cluster.unicodeScalars.count, new)
        continue
      }
      for scalar in cluster.unicodeScalars {
        if let new = mapped(Array(String(scalar).utf8)[...]) {
          replace(1, new)
        } else {
          edits.append(Edit(scalar.value, 0))
        }
      }
    }
    if isChanged { text.apply(edits) }
  }
}
