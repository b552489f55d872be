import ByteStreams
import Media
import PreferenceRecords

/// One question asked of every record. A check is a small file in Checks/ and a line in `CheckRegistry`.
public protocol Check: Sendable {
  /// Identifier such as `P01`; published, never used again for something else.
  var id: String { get }
  /// What it asks, in one line.
  var title: String { get }
  /// The severity of what it finds, unless a problem says otherwise.
  var severity: Severity { get }
  func problems(_ subject: Subject) -> [Problem]
}

/// What a check may look at.
public struct Subject: Sendable {
  public var record: PreferenceRecord
  /// What is known of each medium that the record refers to; a medium that is not there is absent.
  public var media: [Digest: MediaVerdict]

  public init(record: PreferenceRecord, media: [Digest: MediaVerdict]) {
    self.record = record
    self.media = media
  }
}

/// What a check has to say of one record.
public struct Problem: Sendable, Equatable {
  /// Field and what is wrong with it: "candidates[1]: is empty".
  public var message: String
  /// Instead of the check's own severity.
  public var severity: Severity?

  public init(_ message: String, severity: Severity? = nil) {
    self.message = message
    self.severity = severity
  }
}

/// What one look at a medium's bytes told.
public struct MediaVerdict: Sendable, Equatable {
  /// "image", "audio" or "video" by content; nil when the bytes are no known medium.
  public var kind: String?
  /// Media type by content.
  public var type: String?
  /// Kind and type that the stream declares in the blob's facts.
  public var declaredKind: String?
  public var declaredType: String?
  /// Why it cannot be decoded; nil when it can, or was not tried.
  public var decodeError: String?
  /// Of a picture that is not plain: what a reader of its bytes must not overlook.
  public var picture: PictureFacts?

  public init(
    kind: String?, type: String?, declaredKind: String? = nil, declaredType: String? = nil,
    decodeError: String? = nil, picture: PictureFacts? = nil
  ) {
    self.kind = kind
    self.type = type
    self.declaredKind = declaredKind
    self.declaredType = declaredType
    self.decodeError = decodeError
    self.picture = picture
  }
}
