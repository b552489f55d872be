import ByteStreams
import PreferenceRecords
import ShardFormat

/// Decides into which output a record or token group goes.
public protocol Routing: AnyObject {
  /// The output's number; nil when the record is left out. Asked once for each record, in the order of the stream.
  func output(for record: ReadRecord) throws -> Int?
  /// The same for a token group, of which only its record's digest and its modality are known.
  func output(forGroup record: Digest, modality: String) throws -> Int?
}
