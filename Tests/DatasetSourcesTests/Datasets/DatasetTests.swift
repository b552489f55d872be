import ByteStreams
import DatasetSources
import JSON
import Media
import PreferenceRecords
import Testing

@Suite struct DatasetTests {
  /// Datasets without any judgement.
  private static let unjudged = ["evalanything-amu", "helpsteer3-feedback"]
  /// Those, and datasets that rate one candidate or give the winner's text: nothing can be read the wrong way round.
  private static let unflippable =
    unjudged + [
      "evalanything-instruction-following", "helpsteer2-disagreements", "hh-rlhf-red-team", "videofeedback",
    ]

  @Test func everyAdapterHasAFixture() throws {
    let names = Set(try #require(DatasetFixture.library).adapters.map(\.name))
    #expect(Set(DatasetFixture.all.map(\.adapter)) == names.subtracting(["aa-bench"]))
  }

  @Test(arguments: DatasetFixture.all)
  func theKnownWinnerWins(fixture: DatasetFixture) throws {
    let results = try fixture.converted(try fixture.named())
    #expect(results.count == fixture.records)
    for result in results {
      switch result {
      case .success(let record):
        let marks = GoldenMarks(record: record, fixture: fixture)
        #expect(marks.faults() == [], "\(record.id)")
        #expect(marks.tellSomething != Self.unjudged.contains(fixture.adapter))
        #expect(try PreferenceRecord(decoding: record.encoded()) == record)
      case .failure(let failed): Issue.record("\(failed.message)")
      }
    }
  }

  /// A base, sign or side read the wrong way round does not pass.
  @Test(arguments: DatasetFixture.all)
  func aFlippedAdapterIsFound(fixture: DatasetFixture) throws {
    let flips = try fixture.named().flips
    #expect(flips.isEmpty == Self.unflippable.contains(fixture.adapter))
    for (what, flipped) in flips {
      let passes = try fixture.converted(flipped).allSatisfy { result in
        guard case .success(let record) = result else { return false }
        return GoldenMarks(record: record, fixture: fixture).faults().isEmpty
      }
      #expect(!passes, "\(what)")
    }
  }

  /// A label outside the encoding is an error of its row and names its field; it is never a guess.
  @Test(arguments: DatasetFixture.all)
  func aWrongLabelIsRefused(fixture: DatasetFixture) throws {
    let mapper = RowMapper(try fixture.named())
    for bad in fixture.bad {
      let error = #expect(throws: RowError.self, "\(bad.row.text())") {
        try mapper.record(RowValue(bad.row), at: RowMapper.Place(locator: "x:1", id: "x")) { kind, _ in
          MediaReference(kind: kind.rawValue, digest: SHA256.hash([]))
        }
      }
      #expect(error?.field == bad.field, "\(error.map { "\($0)" } ?? "")")
    }
  }
}
