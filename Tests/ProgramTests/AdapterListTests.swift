import Foundation
import Testing

@Suite struct AdapterListTests {
  /// Those of this checkout.
  private static let own: [String] = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("schemas/adapters").path)
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private static func names(_ result: Programs.Result) -> [String] {
    result.text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  @Test func aCopiedProgramKnowsItsAdapters() throws {
    let scratch = try ScratchFolder()
    let copy = scratch.file("convert")
    // By a process of its own: where this one copies, a program that another test starts meanwhile may
    // inherit the open file, and what is open for writing cannot be run.
    let copying = try Programs.run("/bin/cp", [try Programs.folder() + "/aa-convert", copy])
    #expect(copying.status == 0, "\(copying.stderr)")
    let result = try Programs.run(copy, ["--list"], environment: ["AA_SCHEMAS": nil], folder: scratch.path)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(AdapterListTests.names(result) == AdapterListTests.own)
    #expect(AdapterListTests.own.count > 50)
    #expect(
      result.text.contains(
        "pku-saferlhf\tt2t\tCC-BY-NC-4.0\tPKU-Alignment/PKU-SafeRLHF\ta question in text, two answers; "))
  }

  @Test func theListIsReadByProgramsToo() throws {
    let result = try Programs.run("aa-convert", ["--list", "--json"])
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == AdapterListTests.own.count)
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(
        Set(object.keys) == ["name", "about", "modality", "hub", "licence", "licence_note", "recognised_by"])
    }
    #expect(try Programs.run("aa-convert", ["--json", "-"]).status == 64)
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
    #expect(AdapterListTests.names(result) == (AdapterListTests.own + ["my-own"]).sorted())
    #expect(result.text.hasPrefix("aa-bench\tt2t\t-\t-\tmine\n"))
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    let result = try Programs.run("aa-convert", ["--list"], environment: ["AA_SCHEMAS": "/nowhere"])
    #expect(result.status == 1)
    #expect(
      result.stderr == "aa-convert: /nowhere/adapters: open folder failed: No such file or directory\n")
  }
}
