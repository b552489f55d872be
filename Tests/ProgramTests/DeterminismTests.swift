import ByteStreams
import Foundation
import Glibc
import ShardFormat
import Testing

/// Equal inputs give equal bytes, wherever, whenever and by whomever they are converted.
@Suite(.serialized) struct DeterminismTests {
  /// A small raw folder with media of several formats.
  private static func raw(_ scratch: ScratchFolder, _ place: String) throws -> String {
    let folder = scratch.file(place)
    let made = try Programs.run(
      "aa-fixtures", ["--seed", "4", "--records", "5", "--subset", "ti2t,t2a", "-q", "-o", folder])
    #expect(made.status == 0, "\(made.stderr)")
    return folder
  }

  private static func convert(_ folder: String, _ environment: [String: String] = [:]) throws -> [UInt8] {
    let result = try Programs.run(
      "aa-convert", ["-q", folder + "/ti2t", folder + "/t2a"], environment: environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.count > 10_000)
    return result.stdout
  }

  @Test func twoFoldersGiveTheSameBytes() throws {
    let scratch = try ScratchFolder()
    let a = try Self.convert(try Self.raw(scratch, "a"))
    let b = try Self.convert(try Self.raw(scratch, "somewhere/else, with a longer name"))
    #expect(a == b)
    let text = String(decoding: a, as: UTF8.self)
    #expect(!text.contains(scratch.path))
    #expect(!text.contains("somewhere"))
  }

  @Test func localesAndTimeZonesDoNotMatter() throws {
    let scratch = try ScratchFolder()
    let folder = try Self.raw(scratch, "raw")
    let plain = try Self.convert(folder, ["LC_ALL": "C", "TZ": "UTC"])
    #expect(try Self.convert(folder, ["LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"]) == plain)
    #expect(try Self.convert(folder, ["LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"]) == plain)
  }

  @Test func umasksAndTheWorkingFolderDoNotMatter() throws {
    let scratch = try ScratchFolder()
    let folder = try Self.raw(scratch, "raw")
    var written: [[UInt8]] = []
    for (mask, name) in [(mode_t(0o022), "a.aas"), (0o077, "b.aas")] {
      let before = umask(mask)
      defer { umask(before) }
      let result = try Programs.run(
        "aa-convert", ["-q", "ti2t", "t2a", "-o", scratch.file(name)], folder: folder)
      #expect(result.status == 0, "\(result.stderr)")
      written.append(try Files.read(scratch.file(name)))
    }
    #expect(written[0] == written[1])
    #expect(try Self.convert(folder) == written[0])
  }
}
