import DatasetSources
import Testing

@Suite struct RowShareTests {
  @Test func everyRowIsInExactlyOnePartAndPartsDifferByABlock() throws {
    for parts in [1, 2, 3, 7, 16] {
      let shares = (1...parts).compactMap { RowShare(part: $0, of: parts) }
      for rows in [0, 1, 999, 1000, 1001, 12_345] {
        let owners = (0..<rows).map { row in shares.filter { $0.has(row) }.map(\.part) }
        #expect(owners.allSatisfy { $0.count == 1 })
        let sizes = shares.map { share in owners.filter { $0 == [share.part] }.count }
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= RowShare.blockRows)
      }
    }
  }

  @Test func theNextRowOfAShareIsTheFirstThatItHas() throws {
    for part in 1...3 {
      let share = try #require(RowShare(part: part, of: 3))
      for row in stride(from: 0, to: 9000, by: 7) {
        let first = share.first(from: row)
        #expect(share.has(first))
        #expect(!(row..<first).contains(where: share.has))
      }
    }
    #expect(RowShare.all.first(from: 4321) == 4321)
  }

  @Test(arguments: ["", "1", "0/2", "3/2", "-1/2", "1/0", "1/2/3", "a/2", "1/ 2", "1/99999999999999999999"])
  func otherWordsAreRefused(text: String) { #expect(RowShare(text) == nil) }

  @Test func itIsWrittenAsItIsRead() { #expect(RowShare("2/16")?.description == "2/16") }
}
