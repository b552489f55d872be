import ShardFormat

/// Mutations of values instead of bytes: what comes out is deterministic CBOR, or a column block, again.
enum ValueMutation {
  /// The payload of a frame, by what its kind holds.
  static func payload(_ kind: UInt8, _ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    switch kind {
    case 1, 7, 9, 10: cbor(bytes, room: bytes.count + 64, &random)
    case 4, 5, 8: columns(bytes, room: bytes.count + 256, &random)
    case 3: blobs(bytes, &random)
    case 2: records(bytes, &random)
    default: mutated(bytes, room: bytes.count + 64)
    }
  }

  static func cbor(_ bytes: [UInt8], room: Int, _ random: inout Random) -> [UInt8] {
    guard random.below(3) != 0, let value = try? CBOR.decode(bytes) else { return mutated(bytes, room: room) }
    let out = change(value, &random).encode()
    return out.count <= room ? out : bytes
  }

  /// The same value with something in it changed.
  private static func change(_ value: CBOR, _ random: inout Random) -> CBOR {
    switch value {
    case .array(var items) where !items.isEmpty && random.below(8) != 0:
      let i = random.below(items.count)
      switch random.below(6) {
      case 0: items.remove(at: i)
      case 1: items.append(items[i])
      case 2: items.swapAt(i, random.below(items.count))
      default: items[i] = change(items[i], &random)
      }
      return .array(items)
    case .map(var entries) where !entries.isEmpty && random.below(8) != 0:
      let i = random.below(entries.count)
      switch random.below(6) {
      case 0: entries.remove(at: i)
      case 1: entries[i].key = change(entries[i].key, &random)
      default: entries[i].value = change(entries[i].value, &random)
      }
      return .map(entries)
    case .bytes(let bytes) where random.below(4) != 0: return .bytes(mutated(bytes, room: bytes.count + 8))
    case .text(let text) where random.below(3) != 0:
      return .text(String(decoding: mutated(Array(text.utf8), room: text.utf8.count + 8), as: UTF8.self))
    case .unsigned(let n) where random.below(3) != 0:
      return .unsigned(
        random.below(2) == 0 ? n &+ UInt64(random.below(3)) &- 1 : random.next() >> UInt64(random.below(64)))
    default: return any(&random)
    }
  }

  private static func any(_ random: inout Random) -> CBOR {
    switch random.below(10) {
    case 0: .unsigned(random.next() >> UInt64(random.below(64)))
    case 1: .negative(random.next() >> UInt64(random.below(64)))
    case 2: .bytes([UInt8](repeating: 7, count: [0, 1, 31, 32, 33][random.below(5)]))
    case 3: .text(["", "a", "user", "image", "bytes", "packed"][random.below(6)])
    case 4: []
    case 5: [:]
    case 6: .bool(random.below(2) == 0)
    case 7: .null
    case 8: .double(Double(bitPattern: random.next()))
    default: .double([0, -0.0, 1, 0.5, .infinity, .nan][random.below(6)])
    }
  }

  static func columns(_ bytes: [UInt8], room: Int, _ random: inout Random) -> [UInt8] {
    guard random.below(4) != 0, var block = try? ColumnBlock(Payload(bytes)) else {
      // Perhaps the description of a vocabulary.
      return (try? CBOR.decode(bytes)) == nil ? mutated(bytes, room: room) : cbor(bytes, room: room, &random)
    }
    let names = block.names
    guard !names.isEmpty, random.below(8) != 0 else {
      if let key = block.attributes.keys.sorted().randomElement(using: &random),
        let value = block.attributes[key]
      {
        block.attributes[key] = change(value, &random)
      }
      return block.encoded()
    }
    let name = names[random.below(names.count)]
    func changed<T: FixedWidthInteger>(_ values: [T]) -> [T] {
      var values = values
      let i = random.below(values.count)
      switch random.below(6) {
      case 0 where !values.isEmpty: values.remove(at: i)
      case 1: values.append(T(truncatingIfNeeded: random.next()))
      case 2 where !values.isEmpty: values[i] = [T.max, T.min, 0, 1][random.below(4)]
      case 3 where !values.isEmpty: values[i] = values[i] &+ 1
      case 4 where !values.isEmpty: values[i] = values[i] &- 1
      case 5 where !values.isEmpty: values[i] = T(truncatingIfNeeded: random.next())
      default: break
      }
      return values
    }
    switch block.type(of: name) {
    case .u8: if let values = try? block.u8(name) { block.set(name, u8: changed(values)) }
    case .u16: if let values = try? block.u16(name) { block.set(name, u16: changed(values)) }
    case .u32: if let values = try? block.u32(name) { block.set(name, u32: changed(values)) }
    case .i32: if let values = try? block.i32(name) { block.set(name, i32: changed(values)) }
    case .u64: if let values = try? block.u64(name) { block.set(name, u64: changed(values)) }
    case .f32: block.remove(name)
    case .bytes:
      if let values = try? block.bytes(name) { block.set(name, bytes: mutated(values, room: room)) }
    case nil: break
    }
    let out = block.encoded()
    return out.count <= room ? out : bytes
  }

  private static func records(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    // The first record changed, the table made to fit; the entries stay.
    guard bytes.count >= 8, bytes.number(0, 4) == 0 else { return mutated(bytes, room: bytes.count + 64) }
    let offsets = stride(from: 0, to: bytes.count - 3, by: 4).lazy.map { Int(bytes.number($0, 4)) }
    guard
      let entries = offsets.enumerated().first(where: { 4 * ($0.offset + 1) + $0.element == bytes.count })?
        .offset,
      entries > 0
    else { return mutated(bytes, room: bytes.count + 64) }
    let table = 4 * (entries + 1)
    var bodies: [[UInt8]] = []
    for i in 0..<entries {
      let (start, end) = (table + Int(bytes.number(4 * i, 4)), table + Int(bytes.number(4 * i + 4, 4)))
      guard start <= end, end <= bytes.count else { return bytes }
      bodies.append(Array(bytes[start..<end]))
    }
    let i = random.below(entries)
    bodies[i] = cbor(bodies[i], room: bodies[i].count + 64, &random)
    var out = little(0, 4)
    var sum = 0
    for body in bodies {
      sum += body.count
      out += little(UInt64(sum), 4)
    }
    return out + bodies.flatMap { $0 }
  }

  private static func blobs(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    guard bytes.count >= 8 else { return mutated(bytes, room: 64) }
    let length = bytes.number(0, 8)
    guard length <= UInt64(bytes.count - 8) else { return mutated(bytes, room: bytes.count + 64) }
    let end = 8 + Int(length)
    let directory = cbor(Array(bytes[8..<end]), room: Int(length) + 64, &random)
    var out = little(UInt64(directory.count), 8) + directory
    out += [UInt8](repeating: 0, count: (64 - out.count % 64) % 64)
    return out + bytes[min(bytes.count, (end + 63) / 64 * 64)...]
  }
}
