import ByteStreams
import Media
import ShardFormat
import TokenTrees

/// What the tokens of some records say of their media.
struct SampleTokens {
  struct Medium {
    var kind: String
    var digest: Digest
    /// Codes, the two marks not counted.
    var tokens: Int
    var media: DecodedMedia
  }

  /// Media in the order of `PreferenceRecord.media`, by the record's digest.
  private(set) var media: [Digest: [Medium]] = [:]
  private(set) var facts = ShardFacts()
  private(set) var name: String

  /// Reads a stream of tokens once, to its end; groups of other records are passed over.
  /// - Throws: `ShardError`, `StreamError`; `ReportError` for a stream of something else or tokens that are none.
  init(reading source: any ByteSource, wanted: Set<Digest>) throws {
    let reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    name = reader.name
    var detokenizer: MediaDetokenizer?
    while let item = try reader.next() {
      switch item {
      case .meta(let meta):
        guard meta.profile == .records || meta.tokenizer != nil else {
          throw ReportError(
            file: name, what: "its META has no tokenizer", remedy: "tokenize the records again")
        }
        guard meta.profile != .records, let description = meta.tokenizer else {
          throw ReportError(
            file: name, what: "a stream of records, not of tokens", remedy: "give what aa-tokenize wrote")
        }
        do { detokenizer = MediaDetokenizer(layout: try VocabularyLayout(cbor: description)) } catch {
          throw damaged("META: \(error)")
        }
      case .tokens(let block, _):
        guard let detokenizer else { continue }
        do {
          guard try TokenFrameCoding.records(block).contains(where: wanted.contains) else { continue }
          for group in try TokenFrameCoding.decode(block) where wanted.contains(group.record) {
            media[group.record] = try group.mediaSpans.map { span in
              Medium(
                kind: span.kind, digest: span.digest, tokens: max(0, span.count - 2),
                media: try detokenizer.media(group, span))
            }
          }
        } catch {
          throw damaged("\(error)")
        }
      case .end(let end): if let meta = reader.meta { facts.members.append((meta, end)) }
      default: break
      }
    }
  }

  private func damaged(_ what: String) -> ReportError {
    ReportError(file: name, what: what, remedy: "tokenize the records again")
  }
}
