/// An input that a report cannot be made of, in one line: file, place, what is wrong, what to do.
public struct ReportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// As the user named it.
  public var file: String
  /// Line, member or record; empty for the file itself.
  public var place: String
  public var what: String
  public var remedy: String

  public init(file: String, place: String = "", what: String, remedy: String) {
    self.file = file
    self.place = place
    self.what = what
    self.remedy = remedy
  }

  public var description: String {
    file + ": " + (place.isEmpty ? "" : place + ": ") + what + "; " + remedy
  }
}
