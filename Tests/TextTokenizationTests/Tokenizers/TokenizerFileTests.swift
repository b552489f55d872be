import Testing
import TextTokenization

/// What a `tokenizer.json` may ask for, and how the rest is refused.
@Suite struct TokenizerFileTests {
  private func file(_ sections: String = "", model: String? = nil) -> [UInt8] {
    let model =
      model
      ?? #"{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"<unk>":3},"merges":["a b"],"unk_token":"<unk>"}"#
    return Array("{\"version\":\"1.0\",\(sections)\"model\":\(model)}".utf8)
  }

  private func error(_ json: [UInt8]) -> TokenizerFileError? {
    do {
      _ = try Tokenizer(json: json)
      return nil
    } catch { return error as? TokenizerFileError }
  }

  @Test func readsMergesInBothForms() throws {
    for merges in [#"["a b"]"#, #"[["a","b"]]"#, ##"["#version: 0.2","a b"]"##] {
      let model = #"{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":\#(merges)}"#
      #expect(try Tokenizer(json: file(model: model)).encode("abba") == [2, 1, 0])
    }
  }

  /// What `tokenizers` 0.23.3 answers. The two ways to cut "ab" are equally likely when the scores are read to the last
  /// bit, and the first way found is kept then; `tokenizers` reads the score of "ab" a bit too large or too small.
  @Test(arguments: [
    ("-12.982908554684185", "-4.982908554684185", [3]),
    ("-12.846008495951335", "-4.8460084959513345", [1, 2]),
    ("-14.864844673032227", "-6.864844673032227", [1, 2]),
    // Read to the same value.
    ("-10.5", "-2.5", [3]), ("-10.500000000000000000000000000000000001", "-2.5e0", [3]),
    ("-1050000000000000000001e-20", "-2.4999", [1, 2]), ("-11", "-2", [1, 2]),
  ])
  func readsScoresAsTokenizersDoes(_ whole: String, _ second: String, _ ids: [UInt32]) throws {
    let model =
      #"{"type":"Unigram","unk_id":0,"vocab":[["?",-99],["a",-8.0],["b",\#(second)],["ab",\#(whole)]]}"#
    #expect(try Tokenizer(json: file(model: model)).encode("ab") == ids)
  }

  @Test(arguments: [
    (#""normalizer":{"type":"Whatever"},"#, "Whatever"),
    (#""normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Odd"}]},"#, "Odd"),
    (#""pre_tokenizer":{"type":"UnicodeScripts"},"#, "UnicodeScripts"),
    (#""post_processor":{"type":"Strange"},"#, "Strange"),
    (#""decoder":{"type":"CTC","pad_token":"<pad>","word_delimiter_token":"|","cleanup":true},"#, "CTC"),
  ])
  func refusesComponentsByName(_ section: String, _ name: String) {
    #expect(error(file(section))?.unsupported == name)
    #expect(error(file(section))?.description.contains(name) == true)
  }

  @Test func refusesOtherModelsAndDropout() {
    #expect(
      error(file(model: #"{"type":"WordLevel","vocab":{},"unk_token":"x"}"#))?.unsupported == "WordLevel")
    let dropout = #"{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}"#
    #expect(error(file(model: dropout))?.unsupported == "dropout")
    let none = #"{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.0}"#
    #expect(error(file(model: none)) == nil)
  }

  @Test(arguments: [
    #"{"type":"BPE","vocab":{"a":0},"merges":["a b"]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":["a a"]}"#,
    #"{"type":"BPE","vocab":{"a":-1},"merges":[]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":["a b c"]}"#,
    #"{"type":"BPE","vocab":{"a":0}}"#, #"{"type":"BPE","merges":[]}"#,
    #"{"type":"BPE","vocab":[],"merges":[]}"#,
    #"{"type":"Unigram","vocab":[["a",0]],"unk_id":1}"#, #"{"type":"Unigram","vocab":[["a"]],"unk_id":0}"#,
    #"{"type":"Unigram","vocab":{"a":0}}"#, #"{"vocab":{}}"#, "[]", "null",
  ])
  func refusesBrokenModels(_ model: String) { #expect(error(file(model: model)) != nil, "\(model)") }

  @Test(arguments: [
    #""version":"2.0","#, #""added_tokens":{},"#, #""added_tokens":[{"content":"x"}],"#,
    #""added_tokens":[{"id":9,"content":"x","special":true}],"#, #""pre_tokenizer":{"type":"Digits"},"#,
    #""pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated","invert":false},"#,
    #""pre_tokenizer":{"type":"Split","pattern":{"String":"x"},"behavior":"Odd","invert":false},"#,
    #""pre_tokenizer":{"type":"Metaspace","replacement":"__"},"#, #""normalizer":{},"#,
    #""normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA"},"#,
    #""post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"special_tokens":{}},"#,
  ])
  func refusesBrokenSections(_ section: String) { #expect(error(file(section)) != nil, "\(section)") }

  @Test func notesWhatIsNotApplied() throws {
    let sections =
      #""truncation":{"max_length":2,"strategy":"LongestFirst","stride":0,"direction":"Right"},"padding":null,"#
    let tokenizer = try Tokenizer(json: file(sections))
    #expect(tokenizer.notes == ["the file's truncation is not applied"])
    #expect(try tokenizer.encode("aaa") == [0, 0, 0])
  }

  @Test func addedTokensHaveTheIdsThatTokenizersGivesThem() throws {
    func added(_ content: String, _ id: Int) -> String {
      #"{"id":\#(id),"content":"\#(content)","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"#
    }
    let tokenizer = try Tokenizer(
      json: file(#""added_tokens":[\#(added("<x>", 9)),\#(added("ab", 7)),\#(added("<y>", 5))],"#))
    #expect(tokenizer.addedTokens.map(\.content) == ["ab", "<x>", "<y>"])
    #expect(tokenizer.addedTokens.map(\.id) == [2, 4, 5])
    #expect(tokenizer.size == 6)
    #expect(tokenizer.notes.count == 2)
    #expect(try tokenizer.encode("b<y>ab<x>") == [1, 5, 2, 4])
    #expect(try tokenizer.decode([1, 5, 2, 4]) == "b")
    #expect(tokenizer.id(of: "<x>") == 4)
    #expect(tokenizer.token(4) == "<x>")
    #expect(tokenizer.token(99) == nil)
  }

  @Test func textThatIsNotUTF8IsTheCallersToReplace() throws {
    let encoder = try Tokenizer(json: file()).encoder()
    var ids: [UInt32] = []
    for bytes in [[0x61, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F]] as [[UInt8]] {
      #expect(throws: TokenizerError.notUTF8) {
        try bytes.withUnsafeBufferPointer { try encoder.encode(utf8: $0, into: &ids) }
      }
      try encoder.encode(String(decoding: bytes, as: UTF8.self), into: &ids)
    }
    #expect(ids.contains(3))
  }

  @Test func threadsShareATokenizer() async throws {
    let tokenizer = try TokenizerGolden.tokenizer("qwen2")
    let texts = try TokenizerGolden.shared.get().texts
    let alone = try texts.map { try tokenizer.encode($0) }
    let together = try await withThrowingTaskGroup(of: [[UInt32]].self) { group in
      for _ in 0..<4 { group.addTask { try texts.map { try tokenizer.encode($0) } } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.allSatisfy { $0 == alone })
  }
}
