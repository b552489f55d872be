import CommandLineTool
import Testing

@Suite struct RunReportTests {
  @Test func aLineSaysHowFarHowFastAndWhatWasLeftOut() {
    var report = RunReport(unit: "records")
    report.done = 1200
    report.doneEarlier = 200
    report.seconds = 10
    report.bytes = 25_000_000
    report.shareEarlier = 0.1
    report.share = 0.35
    #expect(report.line == "1200 records, 100/s, 2.5 MB/s, 35 %, 26 s left")
    for kind in ["row", "image damaged", "row", "audio cut short", "image damaged", "image damaged"] {
      report.skipped.add(kind)
    }
    #expect(
      report.line
        == "1200 records, 100/s, 2.5 MB/s, 6 skipped (image damaged: 3, row: 2, others: 1), 35 %, 26 s left")
  }

  @Test func whatIsNotKnownIsNotSaid() {
    var report = RunReport(unit: "records")
    #expect(report.line == "0 records")
    report.done = 7
    report.seconds = 2
    #expect(report.line == "7 records, 3/s")
    // Too early to tell.
    report.share = 0.0001
    #expect(report.line == "7 records, 3/s, 0 %")
    report.share = 1
    #expect(report.line == "7 records, 3/s, 100 %, 0 s left")
  }

  @Test func theMostFrequentKindsComeFirstAndEqualOnesByName() {
    var tally = Tally()
    for kind in ["b", "a", "c", "c"] { tally.add(kind) }
    #expect(tally.count == 4)
    #expect(tally.words() == "c: 2, a: 1, b: 1")
    #expect(tally.words(most: 1) == "c: 2, others: 2")
  }

  @Test func durationsAreShort() {
    #expect(RunReport.duration(0.2) == "0 s")
    #expect(RunReport.duration(59.6) == "1 min 0 s")
    #expect(RunReport.duration(3725) == "1 h 2 min")
    #expect(RunReport.duration(.infinity) == "long")
    #expect(RunReport.decimal(12.34) == "12.3")
    #expect(RunReport.decimal(.nan) == "0.0")
  }
}
