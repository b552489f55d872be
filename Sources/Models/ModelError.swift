/// Why a model cannot be made, loaded, saved or run, in words for a person.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The file or the part of the model that is at fault ("config.json: hidden_size", "batch: token 17").
  public var place: String
  public var what: String

  public init(_ place: String, _ what: String) {
    self.place = place
    self.what = what
  }

  public var description: String { "\(place): \(what)" }
}
