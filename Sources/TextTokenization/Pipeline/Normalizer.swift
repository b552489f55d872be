/// What changes text before it is cut.
indirect enum Normalizer: Sendable {
  case form(NormalizationForm)
  case lowercase
  case stripAccents
  case strip(left: Bool, right: Bool)
  case prepend([UInt8])
  case replace(any TextSplitter, with: [UInt8])
  /// Replaces one string by another; both are not empty.
  case replaceBytes([UInt8], with: [UInt8])
  case bert(cleans: Bool, spacesIdeographs: Bool, stripsAccents: Bool, lowercases: Bool)
  case precompiled(PrecompiledMap)
  case sentencePiece(SentencePieceNormalizer)
  /// What SentencePiece's `nmt` rules do to controls and spaces.
  case nmt
  /// Every byte as the character that stands for it.
  case byteLevel
  case sequence([Normalizer])

  /// - Parameter goesOn: text stands before it that is normalized by itself.
  func normalize(_ text: inout NormalizedText, goesOn: Bool = false) throws {
    switch self {
    case .form(let form): Self.normalize(&text, form)
    case .lowercase: Self.lowercase(&text)
    case .stripAccents: Self.filter(&text) { !CharacterSets.contains(.combiningMark, $0) }
    case .strip(let left, let right): text.strip(left: left && !goesOn, right: right)
    case .prepend(let new): if !goesOn { text.prepend(new) }
    case .replace(let pattern, let content): try text.replace(pattern, with: content)
    case .replaceBytes(let old, let new): text.replace(old, with: new)
    case .bert(let cleans, let spacesIdeographs, let stripsAccents, let lowercases):
      Self.bert(&text, cleans, spacesIdeographs, stripsAccents, lowercases)
    case .precompiled(let map): map.normalize(&text)
    case .sentencePiece(let rules): try rules.normalize(&text, goesOn: goesOn)
    case .nmt: Self.nmt(&text)
    case .byteLevel: ByteLevelText.apply(&text)
    case .sequence(let parts): for part in parts { try part.normalize(&text, goesOn: goesOn) }
    }
  }

  /// Whether this leaves text of ASCII as it is.
  var keepsASCII: Bool {
    switch self {
    case .form, .stripAccents: true
    case .sequence(let parts): parts.allSatisfy(\.keepsASCII)
    default: false
    }
  }

  /// Whether this certainly leaves the text as it is.
  func keeps(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) -> Bool {
    switch self {
    case .form(let form): Self.keeps(text, from, to) { form.keeps($0) }
    case .stripAccents: Self.keeps(text, from, to) { !CharacterSets.contains(.combiningMark, $0) }
    case .sequence(let parts): parts.allSatisfy { $0.keeps(text, from, to) }
    default: false
    }
  }

  private static func keeps(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ keeps: (UInt32) -> Bool
  ) -> Bool {
    var place = from
    while place < to {
      if place &+ 8 <= to, let base = text.baseAddress,
        UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        place &+= 8
        continue
      }
      if text[place] < 0x80 {
        place &+= 1
        continue
      }
      let (codePoint, length) = UTF8Scalars.decode(text, place)
      if !keeps(codePoint) { return false }
      place &+= length
    }
    return true
  }

  private static func keepsAll(_ text: NormalizedText, _ each: (UInt32) -> Bool) -> Bool {
    text.bytes.withUnsafeBufferPointer { keeps($0, 0, $0.count, each) }
  }

  private static func normalize(_ text: inout NormalizedText, _ form: NormalizationForm) {
    if keepsAll(text, { form.keeps($0) }) { return }
    text.apply(form.edits(UTF8Scalars.codePoints(text.bytes)))
  }

  private static func filter(_ text: inout NormalizedText, _ keeps: (UInt32) -> Bool) {
    if keepsAll(text, keeps) { return }
    text.filter(keeps)
  }

  private static func lowercase(_ text: inout NormalizedText) {
    var edits: [Edit] = []
    for codePoint in UTF8Scalars.codePoints(text.bytes) {
      guard let lower = CharacterSets.lowercase(codePoint) else {
        edits.append(Edit(codePoint, 0))
        continue
      }
      for (place, part) in lower.enumerated() { edits.append(Edit(part, place == 0 ? 0 : 1)) }
    }
    text.apply(edits)
  }

  private static func bert(
    _ text: inout NormalizedText, _ cleans: Bool, _ spacesIdeographs: Bool, _ stripsAccents: Bool,
    _ lowercases: Bool
  ) {
    if cleans {
      text.filter { !CharacterSets.contains(.control, $0) }
      text.map { CharacterSets.isWhitespace($0) ? 0x20 : $0 }
    }
    if spacesIdeographs {
      var edits: [Edit] = []
      for codePoint in UTF8Scalars.codePoints(text.bytes) {
        if CharacterSets.isIdeograph(codePoint) {
          edits += [Edit(0x20, 0), Edit(codePoint, 1), Edit(0x20, 1)]
        } else {
          edits.append(Edit(codePoint, 0))
        }
      }
      text.apply(edits)
    }
    if stripsAccents {
      normalize(&text, .nfd)
      filter(&text) { !CharacterSets.contains(.nonspacingMark, $0) }
    }
    if lowercases { lowercase(&text) }
  }

  private static func nmt(_ text: inout NormalizedText) {
    text.filter { codePoint in
      switch codePoint {
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: false
      default: true
      }
    }
    text.map { codePoint in
      switch codePoint {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: 0x20
      default: codePoint
      }
    }
  }
}

extension NormalizedText {
  /// Replaces one string by another, from the left and without overlaps. Both are not empty.
  mutating func replace(_ old: [UInt8], with new: [UInt8]) {
    guard old.count == 1, !keepsOffsets else {
      // Cannot throw: a literal takes no work that is bounded.
      try? replace(LiteralSplitter(old), with: new)
      return
    }
    replaceByte(old[0], with: new)
  }
}

/// Text as the characters that stand for its bytes.
enum ByteLevelText {
  static func apply(_ text: inout NormalizedText) {
    var edits: [Edit] = []
    edits.reserveCapacity(text.count)
    for (place, byte) in text.bytes.enumerated() {
      let codePoint = ByteAlphabet.scalars[Int(byte)].value
      let goesOn = byte & 0xC0 == 0x80 && place > 0
      edits.append(Edit(codePoint, goesOn ? 1 : 0))
    }
    text.apply(edits)
  }
}
