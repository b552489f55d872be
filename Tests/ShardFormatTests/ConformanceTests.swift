import ByteStreams
import JSON
import ShardFormat
import Testing

/// Every file of `fixtures/conformance` with both readers.
@Suite struct ConformanceTests {
  static let sorted = JSONValue.Style(sortedKeys: true)

  @Test func theSetIsThere() {
    #expect(ConformanceSet.names("good").count >= 100)
    #expect(ConformanceSet.names("bad").count >= 200)
  }

  @Test(arguments: ConformanceSet.names("good"))
  func goodFilesReadAsExpected(name: String) throws {
    let expected = ConformanceReading.container(try ConformanceSet.expected("good", name))
    let found = try ConformanceReading.of(ConformanceSet.bytes("good", name))
    #expect(found.text(Self.sorted) == expected.text(Self.sorted))
  }

  @Test(arguments: ConformanceSet.names("good"))
  func goodFilesReadTheSameAtRandom(name: String) throws {
    let bytes = try ConformanceSet.bytes("good", name)
    let mapped = try MappedShard(path: ConformanceSet.path("good", name))
    let reader = ShardReader(source: MemorySource(bytes))
    var ends: [MemberEnd] = []
    var columns: [ColumnBlock] = []
    while let item = try reader.next() {
      switch item {
      case .meta(let meta): #expect(mapped.members[ends.count].meta.cbor.encode() == meta.cbor.encode())
      case .record(let record): #expect(try mapped.record(record.ordinal) == record)
      case .blob(let blob): #expect(try mapped.blob(blob.digest) == blob)
      case .tokens(let block, _), .plan(let block, _): columns.append(block)
      case .end(let end): ends.append(end)
      case .other: break
      }
    }
    #expect(mapped.members.map(\.end) == ends)
    #expect(mapped.recordCount == reader.records)
    let places = mapped.frames.indices.filter { [.tokens, .plan].contains(mapped.frames[$0].kind) }
    #expect(try places.map { try mapped.columns($0) } == columns)
  }

  @Test(arguments: ConformanceSet.names("good"))
  func goodFilesHaveNothingToSalvage(name: String) throws {
    let salvage = try ShardSalvage(ConformanceSet.bytes("good", name))
    var kinds: [[JSONValue]] = []
    while let piece = salvage.next() {
      switch piece {
      case .member: kinds.append([])
      case .frame(let frame, _, _): kinds[kinds.count - 1].append(.integer(Int64(frame.kind.rawValue)))
      case .trailer: break
      case .loss(let loss): Issue.record("\(loss.error)")
      }
    }
    let expected = try ConformanceSet.expected("good", name)["members"]?.arrayValue ?? []
    #expect(kinds == expected.map { $0["frames"]?.arrayValue ?? [] })
  }

  @Test(arguments: ConformanceSet.names("bad"))
  func badFilesAreRefusedWhereTheyAreBad(name: String) throws {
    let expected = try ConformanceSet.expected("bad", name)
    let bytes = try ConformanceSet.bytes("bad", name)
    guard expected["layer"] == "container" else {
      // Sound as a container: what it means is for other readers to refuse.
      _ = try ConformanceReading.of(bytes)
      return
    }
    do {
      _ = try ConformanceReading.of(bytes)
      Issue.record("\(name) was read")
    } catch let error as ShardError {
      #expect(error.code.rawValue == expected["error"]?.stringValue, "\(error)")
      #expect(error.frame == expected["frame"]?.intValue, "\(error)")
      #expect(Int(error.offset ?? 0) == expected["offset"]?.intValue, "\(error)")
    }
  }

  @Test func everyErrorThatAReaderCanRaiseHasAFile() throws {
    let files = Set(
      try ConformanceSet.names("bad").compactMap {
        try ConformanceSet.expected("bad", $0)["error"]?.stringValue
      })
    // A writer's errors, and those of a lookup that finds nothing.
    let others: Set<ShardError.Code> = [
      .blobTooLarge, .recordTooLarge, .finished, .noSuchColumn, .noSuchRecord, .notAFile,
    ]
    for code in ShardError.Code.allCases where !others.contains(code) {
      #expect(files.contains(code.rawValue), "\(code)")
    }
  }
}
