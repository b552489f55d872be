import JSON
import Testing

@Suite struct WritingTests {
  @Test func compactAndSortedAndIndented() {
    let value: JSONValue = ["b": [1, 2.0, "x\"\\\n\u{1}é"], "a": ["c": nil, "d": true], "e": [], "f": [:]]
    #expect(value.text() == #"{"b":[1,2.0,"x\"\\\n\u0001é"],"a":{"c":null,"d":true},"e":[],"f":{}}"#)
    #expect(
      value.text(.init(sortedKeys: true))
        == #"{"a":{"c":null,"d":true},"b":[1,2.0,"x\"\\\n\u0001é"],"e":[],"f":{}}"#)
    #expect((["a": [1, 2]] as JSONValue).text(.init(indent: 2)) == "{\n  \"a\": [\n    1,\n    2\n  ]\n}")
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let numbers: [Double] = [
      0.1, 1e-7, .leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, 1e16, 123456.789, 2, 1 / 3, .pi,
    ]
    let value: JSONValue = .array(
      numbers.map { .double($0) } + [
        .integer(.max), .bigInteger("99999999999999999999"), "\u{7F}\u{2028}😀\t",
      ])
    let again = try JSONValue(parsing: value.serialised())
    #expect(again == value)
    #expect(again.serialised() == value.serialised())
    #expect(JSONValue.double(.infinity).text() == "null")
  }

  @Test func membersAreReplacedInPlace() {
    var object = JSONObject([("a", 1), ("b", 2)])
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    #expect(object == JSONObject([("a", 3), ("c", 4)]))
  }
}
