/// How near decoded tokens are to the media: what `aa-tokenize quality --json` says.
public struct Reconstruction: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// "image", "audio" or "video".
    public var kind: String
    /// 1 (coarse) to 4 (fine).
    public var rate: Int
    public var media: Int
    public var tokensEach: Int
    /// "psnr" or "snr".
    public var measure: String
    public var decibels: Double
  }

  public var rows: [Row] = []

  /// - Throws: `ReportError` naming the member that is missing or wrong.
  public init(parsing bytes: [UInt8], file: String) throws(ReportError) {
    let root = try JSONPlace(
      parsing: bytes, file: file,
      remedy: "give what aa-tokenize quality --json prints, or leave --quality out")
    for place in try root.member("quality").elements() {
      rows.append(
        Row(
          kind: try place.member("kind").text(), rate: try place.member("rate").count(),
          media: try place.member("media").count(), tokensEach: try place.member("tokens_each").count(),
          measure: try place.member("measure").text(), decibels: try place.member("decibels").number()))
    }
  }
}
