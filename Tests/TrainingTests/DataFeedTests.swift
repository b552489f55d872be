import ByteStreams
import Objectives
import TokenTrees
import Testing
import Training

@Suite struct DataFeedTests {
  let needs = DirectPreference().needs

  func feed(_ groups: [TokenGroup], epochs: Int?, held: Bool, seed: UInt64 = 3) throws -> DataFeed {
    try DataFeed(
      source: MemoryGroups(groups), needs: needs, options: .init(seed: seed, epochs: epochs, held: held))
  }

  func drain(_ feed: DataFeed, batch: Int) throws -> [Batch] {
    var batches: [Batch] = []
    while let next = try feed.nextBatch(size: batch) { batches.append(next) }
    return batches
  }

  @Test func everyEpochUsesEachGroupOnceInAnOrderOfItsOwn() throws {
    let groups = ToyGroups.make(37)
    let feed = try feed(groups, epochs: 3, held: true)
    #expect(try feed.steps(batch: 8, epochs: 3) == 15)
    let batches = try drain(feed, batch: 8)
    #expect(batches.count == 15)
    var orders: [[String]] = []
    for epoch in 0..<3 {
      let records = batches[5 * epoch..<5 * epoch + 5].flatMap { $0.groups.map(\.record.hex) }
      #expect(records.sorted() == groups.map(\.record.hex).sorted())
      orders.append(records)
    }
    #expect(orders[0] != orders[1] && orders[1] != orders[2])
  }

  @Test func aStreamIsUsedInItsOrderAndThenShuffled() throws {
    let groups = ToyGroups.make(20)
    let batches = try drain(try feed(groups, epochs: 2, held: false), batch: 5)
    #expect(batches[..<4].flatMap { $0.groups } == groups)
    let second = batches[4...].flatMap { $0.groups.map(\.record) }
    #expect(second.sorted() == groups.map(\.record).sorted() && second != groups.map(\.record))
  }

  @Test func pairsAreCountedNotGroups() throws {
    // Four candidates, one best: three pairs a group; a group is never split.
    let batches = try drain(try feed(ToyGroups.make(6, candidates: 4), epochs: 1, held: true), batch: 4)
    #expect(batches.map(\.totals.pairs) == [6, 6, 6])
  }

  @Test(arguments: [true, false]) func seekingGoesOnWhereARunStood(held: Bool) throws {
    let groups = ToyGroups.make(23)
    let first = try feed(groups, epochs: 2, held: held)
    for taken in [1, 3, 7] {
      while try first.nextBatch(size: 4) != nil, first.position.consumed < taken {}
      let position = first.position
      let second = try feed(groups, epochs: 2, held: held)
      try second.seek(position)
      let again = try feed(groups, epochs: 2, held: held)
      try again.seek(position)
      let one = try drain(second, batch: 4).map { $0.groups.map(\.record) }
      #expect(try one == drain(again, batch: 4).map { $0.groups.map(\.record) })
      #expect(!one.isEmpty)
    }
    let position = first.position
    let rest = try drain(first, batch: 4).map { $0.groups.map(\.record) }
    let other = try feed(groups, epochs: 2, held: held)
    try other.seek(position)
    #expect(try drain(other, batch: 4).map { $0.groups.map(\.record) } == rest)
  }

  @Test(arguments: [true, false]) func changedDataAreRefused(held: Bool) throws {
    var groups = ToyGroups.make(12)
    let first = try feed(groups, epochs: 1, held: held)
    _ = try first.nextBatch(size: 8)
    groups[2].tokens[1] ^= 1
    let second = try feed(groups, epochs: 1, held: held)
    #expect(throws: TrainingError.self) { try second.seek(first.position) }
  }

  @Test func moreThanTheMemoryLimitIsRefused() throws {
    #expect(throws: TrainingError.self) {
      try DataFeed(
        source: MemoryGroups(ToyGroups.make(50)), needs: needs,
        options: .init(seed: 0, epochs: 2, held: true, memoryLimit: 5000))
    }
  }

  @Test func packingIsFirstFitByDecreasingSize() {
    #expect(MicroBatchPacking.pack(sizes: [3, 7, 4, 5], capacity: 10) == [[0, 1], [2, 3]])
    #expect(MicroBatchPacking.pack(sizes: [3, 11], capacity: 10) == nil)
    #expect(MicroBatchPacking.pack(sizes: [], capacity: 10) == [])
  }

  @Test func learningRateWarmsUpAndFalls() {
    let rate = LearningRate(peak: 1, warmup: 4, shape: .cosine)
    #expect([0, 1, 2, 3].map { rate.at(step: $0, of: 14) } == [0.25, 0.5, 0.75, 1])
    #expect(rate.at(step: 4, of: 14) == 1)
    #expect(abs(rate.at(step: 9, of: 14) - 0.5) < 1e-12)
    #expect(rate.at(step: 14, of: 14) < 1e-12)
    #expect(rate.at(step: 100, of: nil) == 1)
  }
}
