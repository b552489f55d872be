import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

struct BrokenPromise: Error {
  var promise: String
}

/// What must hold for every input.
///
/// This file is in the fuzzer and in the tests: what the fuzzer has found is replayed there.
enum Promises {
  static func broken(_ promise: String) -> BrokenPromise { BrokenPromise(promise: promise) }

  static func stream(_ bytes: [UInt8]) throws {
    let reader = ShardReader(source: MemorySource(bytes))
    var records: [RecordItem] = []
    var blobs: [Blob] = []
    var ends: [MemberEnd] = []
    do {
      while let item = try reader.next() {
        switch item {
        case .record(let record): records.append(record)
        case .blob(let blob): blobs.append(blob)
        case .end(let end): ends.append(end)
        case .meta, .tokens, .plan, .other: break
        }
      }
    } catch let error as ShardError {
      try check(error, bytes)
      return
    } catch { throw broken("errors are ShardError: \(error)") }
    // What is accepted in a stream reads the same at random and has nothing to salvage.
    do {
      let mapped = try MappedShard(bytes)
      for i in mapped.frames.indices { try mapped.verify(i) }
      if mapped.recordCount != records.count { throw broken("as many records at random") }
      for record in records where try mapped.record(record.ordinal) != record {
        throw broken("the same records")
      }
      for blob in blobs where try mapped.blob(blob.digest)?.bytes != blob.bytes {
        throw broken("the same blobs")
      }
      if mapped.members.count != ends.count { throw broken("as many members at random") }
      for (member, end) in zip(mapped.members, ends) {
        if member.end.contentRoot != end.contentRoot { throw broken("the same content roots") }
      }
    } catch let error as ShardError { throw broken("a good stream can be read at random: \(error)") }
    if losses(bytes) != 0 { throw broken("a good stream has no losses") }
  }

  private static func check(_ error: ShardError, _ bytes: [UInt8]) throws {
    if let offset = error.offset, offset > UInt64(bytes.count) {
      throw broken("errors lie in the file: \(error)")
    }
    if error.file.isEmpty || error.what.isEmpty { throw broken("errors say where and what: \(error)") }
  }

  static func mapped(_ bytes: [UInt8]) {
    guard let mapped = try? MappedShard(bytes) else { return }
    for i in 0..<min(mapped.recordCount, 64) { _ = try? mapped.record(i) }
    for i in mapped.frames.indices.prefix(256) {
      _ = try? mapped.columns(i)
      try? mapped.verify(i)
    }
  }

  private static func losses(_ bytes: [UInt8]) -> Int {
    guard let salvage = try? ShardSalvage(bytes) else { return -1 }
    var losses = 0
    while let piece = salvage.next() { if case .loss = piece { losses += 1 } }
    return losses
  }

  /// Pieces and losses cover the file without gap or overlap.
  static func salvage(_ bytes: [UInt8]) throws {
    guard let salvage = try? ShardSalvage(bytes) else {
      if !bytes.isEmpty { throw broken("anything but nothing can be salvaged") }
      return
    }
    var covered: UInt64 = 0
    while let piece = salvage.next() {
      switch piece {
      case .member(let preamble): covered += preamble == nil ? 0 : 64
      case .trailer: covered += 64
      case .frame(let frame, _, let offset):
        if offset != covered { throw broken("pieces follow each other: \(offset), \(covered)") }
        covered += 64 + (UInt64(frame.stored.bytes.count) + 63) / 64 * 64
      case .loss(let loss):
        if loss.range.isEmpty { throw broken("a loss loses something") }
        // Damaged zeros behind a frame were counted with it.
        let inside = loss.range.upperBound == covered && loss.error.code == .badPadding
        if !inside, loss.range.lowerBound != covered {
          throw broken("losses follow: \(loss.range), \(covered)")
        }
        covered = max(covered, loss.range.upperBound)
      }
    }
    if covered != UInt64(bytes.count) { throw broken("all bytes are covered") }
  }

  static func groups(_ bytes: [UInt8]) throws {
    let bins = TokenStreamReader(source: MemorySource(bytes), capacity: 64)
    while let bin = try? bins.nextBin() { if bin.isEmpty { return } }
    let groups = TokenStreamReader(source: MemorySource(bytes))
    while (try? groups.next()) != nil {}
  }

  static func record(_ bytes: [UInt8]) throws {
    let value = try? CBOR.decode(bytes)
    let isValid = (try? bytes.withUnsafeBytes { try CBOR.validate($0) }) != nil
    if isValid != (value != nil) { throw broken("decoding and validating agree") }
    guard let value else { return }
    if value.encode() != bytes { throw broken("a value has one encoding") }
    guard let record = try? PreferenceRecord(cbor: value) else { return }
    // A number may have come as an integer, which is written as 1.0; that is then the one form.
    let written = record.encoded()
    guard let again = try? PreferenceRecord(decoding: written), again.encoded() == written else {
      throw broken("a record that was read can be written")
    }
    _ = record.jsonText
  }

  static func tokens(_ bytes: [UInt8]) throws {
    if let value = try? CBOR.decode(bytes), let layout = try? VocabularyLayout(cbor: value) {
      if layout.cbor.encode() != bytes { throw broken("a layout has one description") }
      return
    }
    guard let block = try? ColumnBlock(Payload(bytes)) else { return }
    if let again = try? ColumnBlock(Payload(block.encoded())), again.names != block.names {
      throw broken("a column block keeps its columns")
    }
    if let plan = try? Plan(block), let same = try? Plan(plan.columns), same != plan {
      throw broken("a plan has one reading")
    }
    _ = try? TokenFrameCoding.lengths(block)
    _ = try? TokenFrameCoding.records(block)
    guard let groups = try? TokenFrameCoding.decode(block),
      let vocabulary = block.attributes["vocabulary"]?.intValue
    else { return }
    let model = TokenFrameCoding.referenceModel(of: block)
    guard (model != nil) == (block.type(of: "reference_log_probabilities") != nil) else { return }
    do {
      let written = try TokenFrameCoding.encode(groups, vocabularySize: vocabulary, referenceModel: model)
      let read = try TokenFrameCoding.decode(written)
      // NaN is not equal to itself; the counts are.
      if read.map(\.tokens) != groups.map(\.tokens) || read.map(\.segments) != groups.map(\.segments) {
        throw broken("groups read are groups written")
      }
    } catch let error as TokenStreamError { throw broken("groups that were read can be written: \(error)") }
  }
}
