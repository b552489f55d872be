import ByteStreams
import Foundation
import JSON
import Testing

@Suite struct CatProveTests {
  @Test func everyRecordIsProvenByItsNameItsPlaceAndItsDigest() throws {
    let scratch = try ScratchFolder()
    let first = try CatShards.bytes(CatShards.Shape(records: 7))
    let shard = try scratch.write("a.aas", first + CatShards.bytes(CatShards.Shape(records: 6, first: 7)))
    let contents = try CatShards.contents(Files.read(shard))
    for ordinal in 0..<13 {
      let root = contents.roots[ordinal < 7 ? 0 : 1].hex
      var proofs: Set<String> = []
      for query in ["\(ordinal)", "r-\(ordinal)", "id:r-\(ordinal)", contents.records[ordinal].hex] {
        let result = try Programs.run(
          "aa-cat", ["prove", shard, query, "--record", scratch.file("record.cbor")])
        #expect(result.status == 0, "\(result.stderr)")
        proofs.insert(result.text)
      }
      #expect(proofs.count == 1)
      let proof = try scratch.write("proof.json", Array((proofs.first ?? "").utf8))
      for trust in [["--root", root], ["--shard", shard], []] {
        let result = try Programs.run(
          "aa-cat", ["verify", proof, "--record", scratch.file("record.cbor")] + trust)
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.text.contains("is under the root \(root)"))
      }
    }
  }

  @Test func aTamperedProofFails() throws {
    let scratch = try ScratchFolder()
    let shard = try scratch.write("a.aas", try CatShards.bytes(CatShards.Shape(records: 7)))
    let root = try CatShards.contents(Files.read(shard)).roots[0].hex
    let text = try Programs.run("aa-cat", ["prove", shard, "3"]).text
    let proof = try JSONValue(parsing: text)
    func verdict(_ proof: JSONValue, _ arguments: [String] = []) throws -> Int32 {
      try Programs.run("aa-cat", ["verify", "--root", root] + arguments, stdin: Array(proof.text().utf8))
        .status
    }
    #expect(try verdict(proof) == 0)
    let other = SHA256.hash([1]).hex
    for (key, value) in [
      ("entry", JSONValue.string(other)), ("root", .string(other)), ("index", 2), ("count", 9),
      ("index", 700), ("path", []), ("path", [.string(other)]),
    ] {
      var object = try #require(proof.objectValue)
      object[key] = value
      #expect(try verdict(.object(object)) == 1, "\(key)")
    }
    #expect(try Programs.run("aa-cat", ["verify", "--root", other], stdin: Array(text.utf8)).status == 1)
    let stranger = try scratch.write("b.aas", try CatShards.bytes(CatShards.Shape(records: 3)))
    #expect(try Programs.run("aa-cat", ["verify", "--shard", stranger], stdin: Array(text.utf8)).status == 1)
    #expect(
      try Programs.run("aa-cat", ["verify", "--record", stranger], stdin: Array(text.utf8)).status == 1)
    for rubbish in ["", "{}", "[1]", #"{"root":"12"}"#] {
      #expect(try Programs.run("aa-cat", ["verify"], stdin: Array(rubbish.utf8)).status == 1)
    }
    #expect(try Programs.run("aa-cat", ["verify", "--root", "xyz"]).status == 64)
  }

  @Test func whatIsNotThereOrTwiceIsRefused() throws {
    let scratch = try ScratchFolder()
    let bytes = try CatShards.bytes(CatShards.Shape(records: 4))
    let twice = try scratch.write("a.aas", bytes + bytes)
    #expect(try Programs.run("aa-cat", ["prove", twice, "r-2"]).stderr.contains("several records"))
    #expect(try Programs.run("aa-cat", ["prove", twice, "99"]).status == 1)
    #expect(try Programs.run("aa-cat", ["prove", twice, "nobody"]).stderr.contains("no such record"))
    #expect(try Programs.run("aa-cat", ["prove", twice, "2"]).status == 0)
  }
}
