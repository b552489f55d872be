import JSON
import Testing

@Suite struct ParsingTests {
  @Test func everyKindOfValue() throws {
    let text = #" {"a": [1, -2, 0, 2.5, 1e3, true, false, null], "b": {"c": "x"}, "": []} "#
    let value = try JSONValue(parsing: text)
    #expect(value["a"] == [1, -2, 0, 2.5, 1000.0, true, false, nil])
    #expect(value["b"]?["c"] == "x")
    #expect(value[""] == [])
    #expect(value.objectValue?.keys == ["a", "b", ""])
  }

  @Test func integersKeepEveryDigit() throws {
    #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
    #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
    #expect(try JSONValue(parsing: "9223372036854775808") == .bigInteger("9223372036854775808"))
    #expect(try JSONValue(parsing: "-123456789012345678901").text() == "-123456789012345678901")
    #expect(try JSONValue(parsing: "-0") == .double(-0.0))
  }

  @Test(arguments: [
    "0.1", "1e23", "5e-324", "1.7976931348623157e308", "123456789.123456789", "2.2250738585072011e-308",
    "9007199254740993.0", "8.5e-7", "1E+2", "100000000000000000000000.5", "3.141592653589793238462643",
  ])
  func doublesAreTheNearest(text: String) throws {
    #expect(try JSONValue(parsing: text).doubleValue == Double(text))
  }

  @Test func escapesAndSurrogates() throws {
    #expect(try JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u00e9\u20ac""#) == "\"\\/\u{8}\u{C}\n\r\té€")
    #expect(try JSONValue(parsing: #""\ud83d\ude00x""#) == "😀x")
    #expect(
      try JSONValue(parsing: "\"é€😀 and a long tail without any escape\"")
        == "é€😀 and a long tail without any escape")
  }

  @Test(arguments: [
    ("", "line 1, column 1: the document is empty"),
    (" ", "line 1, column 2: unexpected end of the document"),
    ("{\"a\":1,}", "line 1, column 8: expected a member's name in quotes"),
    ("[1,]", "line 1, column 4: expected a value"),
    ("[1 2]", "line 1, column 4: expected ',' or ']'"),
    ("{\"a\" 1}", "line 1, column 6: expected ':' after a member's name"),
    ("[1\n,\n  tru]", "line 3, column 3: expected a value"),
    ("01", "line 1, column 1: a number must not start with 0"),
    ("1.", "line 1, column 3: expected a digit after '.'"),
    ("1e", "line 1, column 3: expected a digit in the exponent"),
    ("-", "line 1, column 2: expected a digit"),
    ("+1", "line 1, column 1: expected a value"),
    ("1e999", "line 1, column 1: a number is out of range"),
    ("NaN", "line 1, column 1: expected a value"),
    ("\"a", "line 1, column 1: a string does not end"),
    ("\"a\\", "line 1, column 4: a string does not end"),
    ("\"a\nb\"", "line 1, column 3: a control character in a string must be escaped"),
    ("\"\\x\"", "line 1, column 2: unknown escape in a string"),
    ("\"\\u12g4\"", "line 1, column 6: expected four hexadecimal digits"),
    ("\"\\ud83d x\"", "line 1, column 2: half of a surrogate pair stands alone"),
    ("\"\\ude00\"", "line 1, column 2: half of a surrogate pair stands alone"),
    ("{} {}", "line 1, column 4: something follows the document's end"),
    ("{\"a\":1,\"b\":2,\"a\":3}", "line 1, column 14: the member 'a' occurs twice"),
    ("]", "line 1, column 1: expected a value"),
  ])
  func errorsNameThePlace(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == message)
  }

  @Test(arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]])
  func invalidUTF8IsRefused(bad: [UInt8]) {
    for text in [[0x22] + bad + [0x22], [0x22, 0x5C, 0x6E] + bad + [0x22]] {
      let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
      #expect(error?.what == "a string is not valid UTF-8")
    }
  }

  @Test func depthAndLengthAreBounded() throws {
    var limits = JSONLimits()
    limits.depth = 10
    let ten = String(repeating: "[", count: 10) + String(repeating: "]", count: 10)
    _ = try JSONValue(parsing: ten, limits: limits)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + ten + "]", limits: limits) }
    #expect(error?.what == "nested deeper than 10 levels")
    limits.bytes = 4
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2]", limits: limits) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
  }

  @Test func duplicateKeysAreFoundAmongMany() throws {
    let members = (0..<100).map { "\"k\($0)\":\($0)" }
    _ = try JSONValue(parsing: "{" + members.joined(separator: ",") + "}")
    let twice = "{" + (members + ["\"k37\":1"]).joined(separator: ",") + "}"
    #expect(throws: JSONError.self) { try JSONValue(parsing: twice) }
    var limits = JSONLimits()
    limits.duplicateKeys = .keepLast
    #expect(try JSONValue(parsing: twice, limits: limits)["k37"] == 1)
  }

  /// Every cut and every changed byte of a document either reads as some JSON or gives an error with a place.
  @Test func noDamageTraps() {
    let text = Array(
      #"{"q": "a\u00e9\ud83d\ude00\n", "n": [1.5e-3, -7, 12345678901234567890], "t": true}"#.utf8)
    var refused = 0
    for cut in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<cut])) }
      for byte in [UInt8(0), 0x22, 0x5C, 0x7B, 0xFF] {
        var damaged = text
        damaged[cut] = byte
        do { _ = try JSONValue(parsing: damaged) } catch { refused += 1 }
      }
    }
    #expect(refused > text.count)
  }
}
