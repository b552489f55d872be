import Foundation
import Testing

@Suite struct AdapterListTests {
  private static let own = [
    "aa-bench", "align-anything-t2a", "align-anything-t2i", "align-anything-t2t", "align-anything-t2v",
    "align-anything-ta2t", "align-anything-ti2t", "align-anything-ti2ti", "align-anything-tv2t",
  ]

  private static func names(_ result: Programs.Result) -> [String] {
    result.text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  @Test func aCopiedProgramKnowsItsAdapters() throws {
    let scratch = try ScratchFolder()
    let copy = scratch.file("convert")
    try FileManager.default.copyItem(atPath: try Programs.folder() + "/aa-convert", toPath: copy)
    let result = try Programs.run(copy, ["--list"], environment: ["AA_SCHEMAS": nil], folder: scratch.path)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(AdapterListTests.names(result) == AdapterListTests.own)
  }

  @Test func aFolderAddsToThemAndReplacesThem() throws {
    let scratch = try ScratchFolder()
    let adapter = { (name: String) in
      Array(
        "adapter: \(name)\nabout: mine\nprompt: [{text: [q]}]\ncandidates: [{parts: [{text: [a]}]}]\n".utf8)
    }
    try scratch.write("adapters/1.yaml", adapter("aa-bench"))
    try scratch.write("adapters/2.yaml", adapter("my-own"))
    let result = try Programs.run("aa-convert", ["--list"], environment: ["AA_SCHEMAS": scratch.path])
    #expect(result.status == 0, "\(result.stderr)")
    #expect(AdapterListTests.names(result) == AdapterListTests.own + ["my-own"])
    #expect(result.text.hasPrefix("aa-bench\tmine\n"))
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    let result = try Programs.run("aa-convert", ["--list"], environment: ["AA_SCHEMAS": "/nowhere"])
    #expect(result.status == 1)
    #expect(
      result.stderr == "aa-convert: /nowhere/adapters: open folder failed: No such file or directory\n")
  }
}
