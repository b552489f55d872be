import Media

/// What a GIF's blocks tell; its pixels are libav's.
enum GIF {
  static func facts(_ b: [UInt8]) -> PictureFacts {
    var facts = PictureFacts(colours: .palette)
    guard b.count > 13 else { return facts }
    func table(_ flags: UInt8) -> Int { flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0 }
    var at = 13 + table(b[10])
    var pictures = 0
    while at + 2 < b.count, pictures < 2 {
      if b[at] == 0x2C, at + 10 < b.count {
        pictures += 1
        at += 10 + table(b[at + 9]) + 1
      } else if b[at] == 0x21 {
        // A graphic control before the first picture may name a transparent colour.
        if b[at + 1] == 0xF9, pictures == 0, at + 3 < b.count { facts.alpha = b[at + 3] & 1 != 0 }
        at += 2
      } else {
        break
      }
      while at < b.count, b[at] != 0 { at += 1 + Int(b[at]) }
      at += 1
    }
    facts.animated = pictures > 1
    return facts
  }
}
