/// Mutations of Parquet files that leave bytes where the footer says they are, most of the time.
enum ParquetMutation {
  static func mutate(_ bytes: [UInt8], room: Int, _ random: inout Random) -> [UInt8] {
    guard bytes.count >= 12, random.below(8) != 0 else { return mutated(bytes, room: room) }
    let length = Int(bytes.number(bytes.count - 8, 4))
    let footer = bytes.count - 8 - length
    guard footer >= 4 else { return mutated(bytes, room: room) }
    switch random.below(4) {
    case 0:
      // The footer, with its length made to fit.
      let changed = mutated(Array(bytes[footer..<footer + length]), room: max(length, room - footer - 8))
      return Array(bytes[..<footer]) + changed + little(UInt64(changed.count), 4) + Array("PAR1".utf8)
    case 1: return replaced(bytes, in: footer..<footer + length, &random)
    default: return replaced(bytes, in: 4..<max(footer, 5), &random)
    }
  }

  /// Some bytes of `range` become others.
  private static func replaced(_ bytes: [UInt8], in range: Range<Int>, _ random: inout Random) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.below(3) {
      let i = range.lowerBound + random.below(range.count)
      switch random.below(6) {
      case 0: bytes[i] &+= 1
      case 1: bytes[i] &-= 1
      case 2: bytes[i] = [0, 1, 0x7F, 0x80, 0xFF][random.below(5)]
      case 3: bytes[i] = UInt8(truncatingIfNeeded: random.next())
      case 4: bytes[i] ^= 1 << UInt8(random.below(8))
      default:
        // What stands elsewhere.
        let from = range.lowerBound + random.below(range.count)
        let count = min(random.below(16), range.upperBound - from, range.upperBound - i)
        bytes.replaceSubrange(i..<i + count, with: Array(bytes[from..<from + count]))
      }
    }
    return bytes
  }
}
