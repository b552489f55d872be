import Foundation
import Testing

@Suite struct ExplainTests {
  @Test func aRowIsShownFieldByField() throws {
    let scratch = try ScratchFolder()
    let rows =
      #"{"prompt":"Q","response_0":"A","response_1":"B","better_response_id":1,"safer_response_id":0,"x":[1]}"#
      + "\n"
      + #"{"prompt":"Q","response_0":"A","response_1":"B","better_response_id":2,"safer_response_id":0}"#
      + "\n"
    try scratch.write("rows.jsonl", Array(rows.utf8))
    let good = try Programs.run("aa-convert", [scratch.file("rows.jsonl"), "--explain", "1", "-q"])
    #expect(good.status == 0)
    #expect(good.stderr == "")
    #expect(
      good.text == """
        rows.jsonl: line 1, read by pku-saferlhf
          prompt              "Q"  -> text
          response_0          "A"  -> text
          response_1          "B"  -> text
          better_response_id  1  -> overall: candidate 2 wins (labels are 0 to 1)
          safer_response_id   0  -> safety: candidate 1 wins (labels are 0 to 1)
          x                   [1]  -> kept as extra
        rows.jsonl:1: t2t, id rows:1, split none
          user: "Q"
          candidate 1: "A"
          candidate 2: "B"
          overall: candidate 2 beats 1
          safety: candidate 1 beats 2
          kept as they are: x

        """)
    let bad = try Programs.run("aa-convert", [scratch.file("rows.jsonl"), "--explain", "2"])
    #expect(bad.status == 3)
    #expect(
      bad.text.hasSuffix(
        "  stops here: field 'better_response_id': the winner '2' is no candidate: labels are 0 to 1\n"))
    #expect(
      bad.stderr.hasPrefix(
        "aa-convert: rows.jsonl: the columns are those of pku-saferlhf: prompt, response_0,"))
    let none = try Programs.run("aa-convert", [scratch.file("rows.jsonl"), "--explain", "3", "-q"])
    #expect(none.status == 1)
    #expect(none.stderr == "aa-convert: no input has a row 3 that an adapter reads\n")
    #expect(try Programs.run("aa-convert", [scratch.file("rows.jsonl"), "--explain", "0"]).status == 64)
  }

  @Test func anAdapterFileIsChecked() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "mine.yaml",
      Array(
        """
        adapter: mine
        prompt: [{image: picture}, {text: question}]
        candidates: [{parts: [{text: good}]}, {parts: [{text: bad}]}]
        judgements: {overall: {choice: {always: 1}}}
        """.utf8))
    let good = try Programs.run("aa-convert", ["--check-adapter", scratch.file("mine.yaml")])
    #expect(good.status == 0)
    #expect(good.text == "mine\tti2t\t-\t-\t\n")
    try scratch.write("bad.yaml", Array("adapter: bad\nprompts: []\n".utf8))
    let bad = try Programs.run("aa-convert", ["--check-adapter", scratch.file("bad.yaml")])
    #expect(bad.status == 1)
    #expect(bad.stderr.hasSuffix("bad.yaml: line 2: unknown key 'prompts'\n"))
  }

  @Test func twoThatFitAreBothNamed() throws {
    let scratch = try ScratchFolder()
    let row =
      #"{"prompt":"Q","response1":"a.mp4","response2":"b.mp4","criteria":"C","criteria_preference":"tie"}"#
    try scratch.write("rows.jsonl", Array(row.utf8))
    let result = try Programs.run("aa-convert", [scratch.file("rows.jsonl"), "-o", scratch.file("x.aas")])
    #expect(result.status == 1)
    #expect(
      result.stderr
        == "aa-convert: rows.jsonl: the columns fit omnireward-t2t and omnireward-t2v; choose one with --adapter\n"
    )
  }
}
