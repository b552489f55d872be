import Media

extension MediaError.Reason {
  /// In words for a message.
  var words: String {
    switch self {
    case .unrecognised: "not a medium that is known"
    case .truncated: "cut short"
    case .corrupt: "damaged"
    case .empty: "empty"
    case .tooLarge: "too large"
    case .unsupported: "not supported"
    case .noFrames: "no frames"
    case .crashed, .tookTooLong, .outOfMemory: "not decoded"
    case .notFetched: "not fetched"
    }
  }
}
