import ShardFormat
import TokenTrees

/// Files whose frames are good and stand wrong.
extension BadShards {
  // MARK: Cuts, splices, rubbish

  var framing: [BadShard] {
    let written = media.written()
    let (whole, places) = (written.bytes, written.places)
    let (records, end) = (Self.records, Self.end)
    func cut(_ name: String, _ error: String, at place: BadShard.Place, _ length: Int) -> BadShard {
      BadShard("cut-" + name, error, at: place, Array(whole.prefix(length)), places: places)
    }
    let second = whole.count
    let count = places.count
    return [
      cut("behind-preamble", "missingEnd", at: .frame(0), 64),
      cut("in-meta-header", "missingEnd", at: .frame(0), 100),
      cut("in-header", "missingEnd", at: .frame(records), places[records] + 32),
      cut("behind-header", "missingEnd", at: .frame(records), places[records] + 64),
      cut("in-payload", "missingEnd", at: .frame(records), places[records] + 130),
      cut("in-padding", "missingEnd", at: .frame(records), places[end] - 1),
      cut("before-end", "missingEnd", at: .frame(end), places[end]),
      cut("in-end", "missingEnd", at: .frame(end), places[end] + 70),
      cut("behind-end", "truncated", at: .frame(Self.index), places[Self.index]),
      cut("in-index", "truncated", at: .frame(Self.index), places[Self.index] + 200),
      cut("in-summary", "truncated", at: .frame(Self.summary), places[Self.summary] + 70),
      cut("before-trailer", "truncated", at: .frame(count), whole.count - 64),
      BadShard(
        "cut-in-trailer", "truncated", at: .frame(count), Array(whole.prefix(whole.count - 1)),
        places: places + [whole.count - 64]),
      BadShard("rubbish-behind", "badMagic", at: .byte(second), whole + [0]),
      BadShard("zeros-behind", "badMagic", at: .byte(second), whole + [UInt8](repeating: 0, count: 64)),
      BadShard("second-preamble-cut", "truncated", at: .byte(second), whole + whole.prefix(63)),
      BadShard(
        "second-member-cut", "missingEnd", at: .frame(count + end), whole + whole.prefix(places[end]),
        places: places + places.map { $0 + second }),
      BadShard(
        "second-member-flipped", "badPayloadChecksum", at: .frame(count + records),
        whole + flipped(whole, places[records] + 80), places: places + places.map { $0 + second }),
      // The head of one member on the body of another.
      BadShard.forged("spliced-members", "foreignFrame", at: .frame(1), from: media) {
        $0.frames.replaceSubrange(
          1...,
          with: media.frames[1...].map {
            var frame = $0
            frame.tag = packed.streamTag
            return frame
          })
      },
      BadShard(
        "zeros-between-frames", "badSync", at: .frame(records),
        Array(whole[..<places[records]]) + [UInt8](repeating: 0, count: 64)
          + Array(whole[places[records]...]),
        places: places),
      BadShard(
        "frame-shifted", "badSync", at: .frame(records),
        Array(whole[..<places[records]]) + [0] + Array(whole[places[records]...]), places: places),
    ]
  }

  private func flipped(_ bytes: [UInt8], _ at: Int) -> [UInt8] {
    var copy = bytes
    copy[at] ^= 1
    return copy
  }

  // MARK: Order

  var order: [BadShard] {
    func frames(_ name: String, _ error: String, at ordinal: Int, _ change: (inout [ForgedFrame]) -> Void)
      -> BadShard
    {
      // The tag stays that of META, wherever it went.
      .forged(name, error, at: .frame(ordinal), from: media) {
        $0.tag = media.streamTag
        change(&$0.frames)
      }
    }
    let (meta, blobs, records, end, index, summary) = (
      media.frames[0], media.frames[1], media.frames[2], media.frames[3], media.frames[4], media.frames[5]
    )
    let reason = CBOR.object(["reason": "aa-convert: row 7 is broken"]).encode()
    let abort = ForgedFrame(10, reason)
    return [
      frames("order-no-meta", "missingMeta", at: 0) { $0.removeFirst() },
      frames("order-meta-second", "missingMeta", at: 0) { $0.swapAt(0, 1) },
      frames("order-pad-before-meta", "missingMeta", at: 0) { $0.insert(ForgedFrame(11, []), at: 0) },
      frames("order-two-metas", "unexpectedFrame", at: 1) { $0.insert(meta, at: 1) },
      frames("order-index-before-end", "unexpectedFrame", at: 3) {
        $0 = [meta, blobs, records, index, end, summary]
      },
      frames("order-summary-before-end", "unexpectedFrame", at: 1) {
        $0 = [meta, summary, blobs, records, end, index]
      },
      frames("order-summary-before-index", "unexpectedFrame", at: 5) {
        $0 = [meta, blobs, records, end, summary, index]
      },
      frames("order-two-indexes", "unexpectedFrame", at: 5) { $0.insert(index, at: 5) },
      frames("order-two-summaries", "unexpectedFrame", at: 6) { $0.append(summary) },
      frames("order-two-ends", "unexpectedFrame", at: 4) { $0.insert(end, at: 4) },
      frames("order-records-behind-end", "unexpectedFrame", at: 4) { $0.insert(records, at: 4) },
      frames("order-abort-behind-end", "unexpectedFrame", at: 4) { $0.insert(abort, at: 4) },
      frames("abort", "aborted", at: 3) { $0 = [meta, blobs, records, abort] },
      frames("abort-without-reason", "aborted", at: 1) { $0 = [meta, ForgedFrame(10, [0xA0])] },
      .forged("no-end", "missingEnd", at: .byte(media.written().places[3]), from: media) {
        $0.frames.removeLast(3)
      },
    ]
  }

  /// Kinds that the member's profile does not have, in members that are good otherwise.
  func profiles() throws -> [BadShard] {
    func member(
      _ name: String, at ordinal: Int, _ profile: String, layout: VocabularyLayout? = nil,
      _ content: [GoodMember.Content]
    ) throws -> BadShard {
      let written = try GoodMember(meta: Samples.meta(profile, layout: layout), content: content).forged
        .written()
      return BadShard(
        "order-" + name, "unexpectedFrame", at: .frame(ordinal), written.bytes, places: written.places)
    }
    let layout = Samples.narrow
    let tokens = GoodMember.Content.tokens(Samples.groups(layout), layout, referenceModel: nil)
    let nobody = Plan(waiting: 0, bins: [], capacity: 64, tokens: 0, seed: 1)
    let all = Plan(waiting: 3, bins: [[0, 1], [2]], capacity: 64, tokens: 40, seed: 1)
    return [
      try member("tokens-in-records", at: 1, "records", [tokens]),
      try member("plan-in-records", at: 1, "records", [.plan(nobody)]),
      try member("plan-in-tokens", at: 2, "tokens", layout: layout, [tokens, .plan(all)]),
    ]
  }

  // MARK: Trailers

  var tails: [BadShard] {
    let length = media.bytes.count
    func trailer(_ name: String, _ change: (inout ForgedTrailer) -> Void) -> BadShard {
      .forged("trailer-" + name, "badTrailer", at: .byte(length - 64), from: media) {
        var trailer = ForgedTrailer()
        change(&trailer)
        $0.trailer = trailer
      }
    }
    return [
      trailer("checksum") { $0.checksum = 3 },
      trailer("length") { $0.length = UInt64(length) + 64 },
      trailer("length-max") { $0.length = .max - 63 },
      trailer("length-odd") { $0.length = UInt64(length) + 1 },
      trailer("end") { $0.end = 64 },
      trailer("end-outside") { $0.end = UInt64(length) },
      trailer("index") { $0.index = 128 },
      trailer("no-index") { $0.index = 0 },
      trailer("no-summary") { $0.summary = 0 },
      trailer("summary-odd") { $0.summary = 1 },
      trailer("tag") { $0.tag = [5, 6, 7, 8] },
      trailer("reserved") { $0.reserved[0] = 1 },
    ]
  }
}
