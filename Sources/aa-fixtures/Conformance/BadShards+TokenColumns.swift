import ByteStreams
import ShardFormat
import TokenTrees

/// TOKENS frames whose columns break `schemas/tokens.md`.
extension BadShards {
  func tokenColumns() throws -> [BadShard] {
    let layout = Samples.narrow
    let good = try TokenFrameCoding.encode(Samples.groups(layout), vocabularySize: layout.size)
    func tokens(
      _ name: String, _ error: String = "badColumns", entries: Int = 3,
      _ change: (inout ColumnBlock) throws -> Void
    ) throws -> BadShard {
      var block = good
      try change(&block)
      let frames = [
        ForgedFrame(1, CBOR.object(Samples.meta("tokens", layout: layout)).encode()),
        ForgedFrame(4, entries: entries, block.encoded()),
      ]
      var counts = Counts()
      counts.groups = entries
      counts.entries = [frames[1].digest]
      return bare("tokens-" + name, error, at: 1, frames, counts)
    }
    func change<T>(_ values: [T], _ at: Int, _ value: T) -> [T] {
      var copy = values
      copy[at] = value
      return copy
    }
    return [
      try tokens("no-column") { $0.remove("loss_mask") },
      try tokens("column-type") { $0.set("loss_mask", u16: try $0.u8("loss_mask").map(UInt16.init)) },
      try tokens("wide-for-narrow") { $0.set("tokens", u32: try $0.u16("tokens").map(UInt32.init)) },
      try tokens("mask-short") { $0.set("loss_mask", u8: Array(try $0.u8("loss_mask").dropLast())) },
      try tokens("mask-2") { $0.set("loss_mask", u8: change(try $0.u8("loss_mask"), 0, 2)) },
      try tokens("id-outside", "tokenOutOfRange") {
        $0.set("tokens", u16: change(try $0.u16("tokens"), 2, UInt16(layout.size)))
      },
      try tokens("start-falls") {
        $0.set("segment_start", u32: change(try $0.u32("segment_start"), 1, 7000))
      },
      try tokens("two-roots") { $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, -1)) },
      try tokens("parent-behind") {
        $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, 2))
      },
      try tokens("parent-itself") {
        $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, 1))
      },
      try tokens("role") { $0.set("segment_role", u8: change(try $0.u8("segment_role"), 0, 9)) },
      try tokens("position") { $0.set("first_position", u32: change(try $0.u32("first_position"), 1, 0)) },
      try tokens("pair-outside") { $0.set("pair_loser", u32: change(try $0.u32("pair_loser"), 0, 50)) },
      try tokens("pair-itself") { $0.set("pair_loser", u32: change(try $0.u32("pair_loser"), 0, 1)) },
      try tokens("medium-outside") {
        $0.set("span_start", u32: change(try $0.u32("span_start"), 0, 4_000_000_000))
      },
      try tokens("kind-without-name") { $0.set("span_kind", u8: change(try $0.u8("span_kind"), 0, 3)) },
      try tokens("modality-without-name") {
        $0.set("group_modality", u8: change(try $0.u8("group_modality"), 0, 200))
      },
      try tokens("digest-cut") {
        $0.set("group_record", bytes: Array(try $0.bytes("group_record").dropLast()))
      },
      try tokens("other-vocabulary") { $0.attributes["vocabulary"] = .integer(layout.size + 1) },
      try tokens("no-vocabulary") { $0.attributes["vocabulary"] = nil },
      try tokens("entries", entries: 2) { _ in },
      // A fourth group without a token.
      try tokens("no-segments", entries: 4) { block in
        for name in ["group_segment", "group_pair", "group_span"] {
          let values = try block.u32(name)
          block.set(name, u32: values + values.suffix(1))
        }
        block.set("group_record", bytes: try block.bytes("group_record") + SHA256.hash([9]).bytes)
        block.set("group_modality", u8: try block.u8("group_modality") + [0])
        block.set("group_cluster", u64: try block.u64("group_cluster") + [9])
      },
      try tokens("root-candidate") {
        $0.set("segment_role", u8: change(try $0.u8("segment_role"), 0, 1))
      },
      try tokens("child-prompt") { $0.set("segment_role", u8: change(try $0.u8("segment_role"), 1, 0)) },
      // The second candidate continues the first one, with the positions that follow.
      try tokens("deep") {
        let starts = try $0.u32("segment_start")
        let positions = try $0.u32("first_position")
        $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 2, 1))
        $0.set("first_position", u32: change(positions, 2, positions[1] + starts[2] - starts[1]))
      },
      try tokens("mask-prompt") { $0.set("loss_mask", u8: change(try $0.u8("loss_mask"), 0, 1)) },
      try tokens("pair-prompt") { $0.set("pair_loser", u32: change(try $0.u32("pair_loser"), 0, 0)) },
      try tokens("medium-short") { $0.set("span_count", u32: change(try $0.u32("span_count"), 0, 1)) },
      // From the last token of the second group's prompt into its first candidate.
      try tokens("medium-two-segments") {
        let (starts, first) = (try $0.u32("segment_start"), Int(try $0.u32("group_segment")[1]))
        let prompt = starts[first + 1] - starts[first]
        $0.set("span_start", u32: change(try $0.u32("span_start"), 0, prompt - 1))
      },
      // Every group keeps its key.
      try tokens("modalities-unsorted") {
        let keys = $0.attributes["modalities"]?.arrayValue ?? []
        $0.attributes["modalities"] = .array(keys.reversed())
        $0.set("group_modality", u8: try $0.u8("group_modality").map { UInt8(keys.count - 1) - $0 })
      },
      // Every medium keeps its kind.
      try tokens("kinds") {
        $0.attributes["kinds"] = ["video", "audio", "image"]
        $0.set("span_kind", u8: try $0.u8("span_kind").map { 2 - $0 })
      },
      try tokens("reference-no-model") {
        let count = try $0.u8("loss_mask").count
        $0.set("reference_log_probabilities", f32: [Float](repeating: 0, count: count))
      },
      try tokens("model-no-reference") {
        $0.attributes["reference_model"] = .bytes(Samples.referenceModel.bytes)
      },
    ]
  }
}
