/// Whether bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off.
enum UTF8Check {
  static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let count = bytes.count
    var at = 0
    while at < count {
      if at &+ 8 <= count {
        let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self)
        if word & 0x8080_8080_8080_8080 == 0 {
          at &+= 8
          continue
        }
      }
      let lead = base[at]
      if lead < 0x80 {
        at &+= 1
        continue
      }
      // The second byte of some has a narrower range.
      var (low, high): (UInt8, UInt8) = (0x80, 0xBF)
      let length: Int
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, high) = (4, 0x8F)
      default: return false
      }
      guard at &+ length <= count, base[at &+ 1] >= low, base[at &+ 1] <= high else { return false }
      for place in 2..<4 where place < length {
        guard base[at &+ place] & 0xC0 == 0x80 else { return false }
      }
      at &+= length
    }
    return true
  }
}
