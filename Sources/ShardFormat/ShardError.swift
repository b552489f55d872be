/// Why a shard stream cannot be read or written, and where.
public struct ShardError: Error, Equatable, CustomStringConvertible {
  /// The names of `schemas/aas.md`.
  public enum Code: String, Sendable, CaseIterable {
    // The stream as a whole.
    case emptyInput, truncated, missingEnd, missingMeta, aborted, unexpectedFrame
    // Preamble.
    case badMagic, badPreambleChecksum, badPreamble, unsupportedVersion, unknownFeature, limitTooLarge
    // Frame header and payload.
    case badSync, badHeaderChecksum, badHeader, foreignFrame, frameTooLarge, unknownCodec
    case unknownCriticalFrame, badPayloadChecksum, badFrameIdentity, badCompression, badPadding
    // What payloads hold.
    case nonCanonicalCBOR, badMeta, badRecords, badBlobs, badBlobDigest, badColumns, badEnd, badIndex
    case badSummary, countMismatch, contentRootMismatch, badTrailer
    // Writing and lookup.
    case blobTooLarge, recordTooLarge, finished, noSuchColumn, noSuchRecord, notAFile
  }

  public var code: Code
  /// The file or pipe as the user named it.
  public var file: String
  /// Ordinal of the frame in the file, from 0 over all members; nil where there is none.
  public var frame: Int?
  /// Byte offset in the file where that frame (or the damage) begins.
  public var offset: UInt64?
  /// What is wrong and why.
  public var what: String
  /// What to do about it.
  public var remedy: String

  public init(
    _ code: Code, file: String, frame: Int? = nil, offset: UInt64? = nil, what: String, remedy: String = ""
  ) {
    self.code = code
    self.file = file
    self.frame = frame
    self.offset = offset
    self.what = what
    self.remedy = remedy
  }

  public var description: String {
    var line = file
    if let frame {
      line += ": frame \(frame)"
      if let offset { line += " (byte \(offset))" }
    } else if let offset {
      line += ": byte \(offset)"
    }
    line += ": \(what)"
    if !remedy.isEmpty { line += "; \(remedy)" }
    return line
  }
}
