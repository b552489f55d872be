/// A piece of a message or of a candidate.
public struct PartRule: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case text, image, audio, video
    /// An image, a sound or a clip: the ending of the file's name says which.
    case medium
    /// A folder of images, in the order of their names.
    case frames
  }

  public var kind: Kind
  public var fields: Fields
  /// Placeholders such as "<image>" that are taken out of a text, with the white space after them.
  public var remove: [String] = []
  /// How a medium's path is made from what the row says.
  public var path: PathTemplate?
  /// A row may lack it.
  public var optional = false
}
