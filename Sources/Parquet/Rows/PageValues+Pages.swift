extension PageValues {
  /// The memory of a page that no value lies in any more, for the next one.
  mutating func reusablePage(capacity: Int) -> PageBuffer? {
    form = .nothing
    // Much too large a buffer is given back.
    guard isKnownUniquelyReferenced(&page), page.capacity >= capacity, page.capacity / 4 <= capacity else {
      return nil
    }
    return page
  }

  /// Goes to the values that lie in `page` from `start` to `end`.
  mutating func begin(_ page: PageBuffer, from start: Int, to end: Int, encoding: Int32) throws(Flaw) {
    self.page = page
    base = page.pointer
    (position, self.end) = (start, end)
    (ahead, taken) = (0, 0)
    form = .nothing
    // Whatever there is is taken for null.
    if kind == .null { return }
    // Nothing but nulls.
    if start == end {
      form = .missing
      return
    }
    switch (encoding, physical) {
    case (Encoding.plain, .int32), (Encoding.plain, .float): form = .fixed32
    case (Encoding.plain, .int64), (Encoding.plain, .double): form = .fixed64
    case (Encoding.plain, .int96), (Encoding.plain, .fixedLengthByteArray): form = .fixedBytes
    case (Encoding.plain, .byteArray): form = .byteArrays
    case (Encoding.plain, .boolean):
      position = start * 8
      form = .bits
    case (Encoding.rle, .boolean):
      // Behind its length.
      guard end - start >= 4 else { throw Flaw(.badValues, "the page ends in the middle") }
      let count = Int(UnsafeRawPointer(base + start).loadUnaligned(as: UInt32.self))
      guard count <= end - start - 4 else { throw Flaw(.badValues, "the page ends in the middle") }
      hybrid = HybridDecoder(base, from: start + 4, to: start + 4 + count, width: 1)
      form = .runs
    case (Encoding.rleDictionary, _), (Encoding.plainDictionary, _):
      guard dictionary != nil else {
        throw Flaw(.badPage, "its values are in a dictionary, and there is none before it")
      }
      let width = Int(base[start])
      guard width <= 32 else { throw Flaw(.badValues, "dictionary indices of \(width) bits are not allowed") }
      hybrid = HybridDecoder(base, from: start + 1, to: end, width: width)
      form = .dictionary
    case (Encoding.deltaBinaryPacked, .int32), (Encoding.deltaBinaryPacked, .int64):
      delta = try DeltaDecoder(base, from: start, to: end)
      form = .delta
    case (Encoding.deltaLengthByteArray, .byteArray):
      delta = try DeltaDecoder(base, from: start, to: end)
      position = try delta.ending()
      form = .deltaLengths
    case (Encoding.deltaByteArray, .byteArray), (Encoding.deltaByteArray, .fixedLengthByteArray):
      delta = try DeltaDecoder(base, from: start, to: end)
      suffixes = try DeltaDecoder(base, from: try delta.ending(), to: end)
      position = try suffixes.ending()
      forgetPrevious()
      form = .deltaBytes
    case (Encoding.byteStreamSplit, .int32), (Encoding.byteStreamSplit, .int64),
      (Encoding.byteStreamSplit, .float), (Encoding.byteStreamSplit, .double),
      (Encoding.byteStreamSplit, .fixedLengthByteArray):
      let split = UnsafeRawBufferPointer(start: base + start, count: end - start)
      let joined = try ByteStreamSplit.join(split, width: width)
      try begin(joined, from: 0, to: joined.memory.count, encoding: Encoding.plain)
    case (0...9, _):
      throw Flaw(.badPage, "the encoding \(encoding) does not go with the type \(physical)")
    default: throw Flaw(.unsupported, "the encoding \(encoding) is not known")
    }
  }
}
