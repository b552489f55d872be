import JSON

/// A value inside a JSON document, with the path to it for messages.
struct JSONPlace {
  var value: JSONValue
  var file: String
  /// "accuracy.micro"; empty for the document.
  var path: String
  /// What to do when the document is not what it should be.
  var remedy: String

  init(_ value: JSONValue, file: String, path: String = "", remedy: String) {
    self.value = value
    self.file = file
    self.path = path
    self.remedy = remedy
  }

  /// Parses a whole document.
  /// - Throws: `ReportError` with line and column.
  init(parsing bytes: [UInt8], file: String, remedy: String) throws(ReportError) {
    do {
      self.init(try JSONValue(parsing: bytes), file: file, remedy: remedy)
    } catch {
      throw ReportError(
        file: file, place: "line \(error.line), column \(error.column)", what: error.what, remedy: remedy)
    }
  }

  func error(_ what: String) -> ReportError {
    ReportError(file: file, place: path, what: what, remedy: remedy)
  }

  func member(_ key: String) throws(ReportError) -> JSONPlace {
    guard let object = value.objectValue else { throw error("is \(value.kindName), must be an object") }
    guard let inner = object[key] else { throw error("'\(key)' is missing") }
    return JSONPlace(inner, file: file, path: path.isEmpty ? key : path + "." + key, remedy: remedy)
  }

  /// The member; nil when there is none.
  func optional(_ key: String) -> JSONPlace? { try? member(key) }

  func members() throws(ReportError) -> [(key: String, place: JSONPlace)] {
    guard let object = value.objectValue else { throw error("is \(value.kindName), must be an object") }
    return object.members.map {
      ($0.key, JSONPlace($0.value, file: file, path: path + "." + $0.key, remedy: remedy))
    }
  }

  func elements() throws(ReportError) -> [JSONPlace] {
    guard let elements = value.arrayValue else { throw error("is \(value.kindName), must be an array") }
    return elements.enumerated().map {
      JSONPlace($0.element, file: file, path: path + "[\($0.offset)]", remedy: remedy)
    }
  }

  func count() throws(ReportError) -> Int {
    guard let n = value.intValue, n >= 0 else { throw error("is \(value.kindName), must be a count") }
    return n
  }

  func number() throws(ReportError) -> Double {
    guard let x = value.doubleValue, x.isFinite else {
      throw error("is \(value.kindName), must be a finite number")
    }
    return x
  }

  /// A number between 0 and 1.
  func share() throws(ReportError) -> Double {
    let x = try number()
    guard (0...1).contains(x) else { throw error("is \(x), must lie between 0 and 1") }
    return x
  }

  func text() throws(ReportError) -> String {
    guard let text = value.stringValue else { throw error("is \(value.kindName), must be a string") }
    return text
  }
}
