import ArgumentParser
import Media

extension ByteSize: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
  public var defaultValueDescription: String { description.replacing(" ") }
}

extension String {
  /// Without its spaces, as one writes it on a command line.
  fileprivate func replacing(_ space: Character) -> String { String(filter { $0 != space }) }
}
