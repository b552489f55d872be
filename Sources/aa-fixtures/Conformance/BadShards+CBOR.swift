import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Files whose CBOR is not deterministic, or does not say what its frame must.
extension BadShards {
  /// Records, each with one other spelling than the deterministic one.
  var cbor: [BadShard] {
    let spellings: [(String, [UInt8])] = [
      ("long-integer", [0xA1, 0x61, 0x69, 0x18, 0x17]),
      ("long-length", [0xA1, 0x78, 0x01, 0x69, 0x01]),
      ("long-array-head", [0x98, 0x01, 0x01]),
      ("indefinite-array", [0x9F, 0x01, 0xFF]),
      ("indefinite-map", [0xBF, 0x61, 0x61, 0x01, 0xFF]),
      ("indefinite-text", [0x7F, 0x61, 0x61, 0xFF]),
      ("unsorted-keys", [0xA2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x02]),
      // By length first, as RFC 7049 had it, is another order.
      ("keys-by-length", [0xA2, 0x20, 0x01, 0x18, 0x64, 0x02]),
      ("key-twice", [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02]),
      ("invalid-utf8", [0x62, 0xC3, 0x28]),
      ("surrogate", [0x63, 0xED, 0xA0, 0x80]),
      ("overlong-utf8", [0x62, 0xC0, 0xAF]),
      ("trailing-byte", [0x01, 0x00]),
      ("cut", [0x82, 0x01]),
      ("double-for-half", [0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]),
      ("single-for-half", [0xFA, 0x3F, 0xC0, 0x00, 0x00]),
      ("nan-payload", [0xF9, 0x7E, 0x01]),
      ("tag", [0xC0, 0x61, 0x61]),
      ("undefined", [0xF7]),
      ("simple-value", [0xF8, 0x20]),
      ("reserved-head", [0x1C]),
      ("array-of-2-64", [0x9B] + [UInt8](repeating: 0xFF, count: 8)),
      ("bytes-of-2-63", [0x5B, 0x80, 0, 0, 0, 0, 0, 0, 0]),
      ("depth65", [UInt8](repeating: 0x81, count: 65) + [0x01]),
      ("depth-100000", [UInt8](repeating: 0x81, count: 100_000) + [0x01]),
    ]
    var files = spellings.map { name, bytes in record("cbor-" + name, bytes) }
    // One item more than there may be.
    files.append(
      record("cbor-items", [0x9A] + [0x00, 0x10, 0x00, 0x00] + [UInt8](repeating: 0xF6, count: 1 << 20)))
    files.append(record("cbor-second-record", [0x18, 0x01], after: [Samples.text(0).encoded()]))
    return files
  }

  private func record(_ name: String, _ bytes: [UInt8], after: [[UInt8]] = []) -> BadShard {
    frame(Self.records, name, "nonCanonicalCBOR") {
      $0 = ForgedFrame(2, entries: after.count + 1, Payloads.records(after + [bytes]), compressed: true)
    }
  }

  // MARK: Directories of columns

  var directories: [BadShard] {
    let tokens = 1
    func columns(_ name: String, _ raw: [UInt8], error: String = "badColumns") -> BadShard {
      .forged("columns-" + name, error, at: .frame(tokens), from: packed) {
        $0.frames[tokens] = ForgedFrame(4, entries: 1, raw)
      }
    }
    func block(_ columns: [CBOR], _ arrays: [[UInt8]], attributes: CBOR = [:]) -> [UInt8] {
      let directory = CBOR.map([
        .init(key: "attributes", value: attributes), .init(key: "columns", value: .array(columns)),
      ])
      return Payloads.columns(directory: directory.encode(), arrays)
    }
    let four: [UInt8] = [1, 2, 3, 4]
    var unclean = block([["a", "u8", 4]], [four])
    unclean[unclean.count - 1] = 1
    var deep: CBOR = 1
    // The directory and its attributes are two more.
    for _ in 0..<15 { deep = [deep] }
    let unsorted = [0xA2, 0x6A] + Array("attributes".utf8) + [0xA0, 0x67] + Array("columns".utf8) + [0x80]
    return [
      columns("none", [1, 2, 3]),
      columns("directory-long", little(1 << 62, 8) + zeros(after: 8)),
      columns("directory-list", Payloads.columns(directory: [0x80], [])),
      columns(
        "directory-third-key",
        Payloads.columns(
          directory: CBOR.object(["attributes": [:], "columns": [], "more": 1]).encode(), [])),
      columns("unknown-type", block([["a", "u128", 4]], [four])),
      columns("unsorted", block([["b", "u8", 4], ["a", "u8", 4]], [four, four])),
      columns("twice", block([["a", "u8", 4], ["a", "u8", 4]], [four, four])),
      columns("count-long", block([["a", "u8", 100]], [four])),
      // 8 · 2^61 is 0 in 64 bits.
      columns("count-overflow", block([["a", "u64", .unsigned(1 << 61)]], [four])),
      columns("count-max", block([["a", "u64", .unsigned(.max)]], [four])),
      columns("count-negative", block([["a", "u8", -1]], [four])),
      columns("unnamed-bytes", block([["a", "u8", 4]], [four, four])),
      columns("padding-not-zero", unclean),
      columns("padding-cut", Array(block([["a", "u8", 4]], [four]).dropLast(8))),
      columns("attributes-not-map", block([], [], attributes: [])),
      columns("unsorted-directory", Payloads.columns(directory: unsorted, []), error: "nonCanonicalCBOR"),
      columns("depth17", block([], [], attributes: ["deep": deep]), error: "nonCanonicalCBOR"),
      payload(
        Self.blobs, "blobs-directory-cbor", "nonCanonicalCBOR", Payloads.blobs(directory: [0x98, 0x00], []),
        entries: 0),
    ]
  }

  // MARK: META, END, INDEX, SUMMARY

  var ends: [BadShard] {
    metas + [
      payload(Self.end, "end-list", "badEnd", [0x80]),
      payload(Self.end, "end-cbor", "nonCanonicalCBOR", [0xBF, 0xFF]),
      end("end-no-count", "badEnd") { $0["records"] = nil },
      end("end-negative", "badEnd") { $0["records"] = -1 },
      end("end-short-root", "badEnd") { $0["content_root"] = .bytes([1, 2]) },
      end("end-frames", "countMismatch") { $0["frames"] = 4 },
      end("end-records", "countMismatch") { $0["records"] = 3 },
      end("end-record-bytes", "countMismatch") { $0["record_bytes"] = 1 },
      end("end-blobs", "countMismatch") { $0["blobs"] = 1 },
      end("end-blob-bytes", "countMismatch") { $0["blob_bytes"] = 0 },
      end("end-groups", "countMismatch") { $0["groups"] = 1 },
      end("end-bins", "countMismatch") { $0["bins"] = 1 },
      end("end-root", "contentRootMismatch") { $0["content_root"] = .bytes(SHA256.hash([]).bytes) },
      .forged("end-record-missing", "countMismatch", at: .frame(2), from: media) {
        $0.frames.remove(at: Self.records)
      },
      .forged("end-record-swapped", "contentRootMismatch", at: .frame(Self.end), from: media) {
        let records = [
          Samples.about(1, "audio", Samples.sound), Samples.about(0, "image", Samples.picture),
        ]
        $0.frames[Self.records] = ForgedFrame(2, entries: 2, Payloads.records(records.map { $0.encoded() }))
      },
      payload(Self.summary, "summary-list", "badSummary", [0x80]),
      payload(Self.summary, "summary-cbor", "nonCanonicalCBOR", [0xA1, 0x18, 0x01, 0x01]),
      payload(Self.summary, "summary-no-bytes", "badSummary", CBOR.object(["counters": [:]]).encode()),
      summary("summary-bytes") { $0["bytes"] = ["records": 1, "blobs": 1, "frames": 1] },
      summary("summary-counters") { $0["counters"] = ["records.by_modality": ["t2t": "many"]] },
    ] + indexes
  }

  private func end(_ name: String, _ error: String, _ change: (inout [String: CBOR]) -> Void) -> BadShard {
    payload(Self.end, name, error, changed(Self.end, change))
  }

  private func summary(_ name: String, _ change: (inout [String: CBOR]) -> Void) -> BadShard {
    payload(Self.summary, name, "badSummary", changed(Self.summary, change))
  }

  /// The map in a frame of `media` with something changed.
  func changed(_ ordinal: Int, _ change: (inout [String: CBOR]) -> Void) -> [UInt8] {
    var fields = (try? CBOR.decode(media.frames[ordinal].stored))?.fields ?? [:]
    change(&fields)
    return CBOR.object(fields).encode()
  }

  private var metas: [BadShard] {
    func meta(_ name: String, _ raw: [UInt8], error: String = "badMeta") -> BadShard {
      .forged("meta-" + name, error, at: .frame(0), from: media) { $0.frames[0] = ForgedFrame(1, raw) }
    }
    func fields(_ name: String, _ change: (inout [String: CBOR]) -> Void) -> BadShard {
      meta(name, changed(0, change))
    }
    func source(_ name: String, _ key: String, _ value: CBOR) -> BadShard {
      fields(name) { $0["sources"] = [.object(["name": "tiny", key: value])] }
    }
    return [
      meta("list", [0x80]),
      meta("number-key", [0xA1, 0x01, 0x01]),
      meta("unsorted", [0xA2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x02], error: "nonCanonicalCBOR"),
      meta("empty", [], error: "nonCanonicalCBOR"),
      fields("no-profile") { $0["profile"] = nil },
      fields("unknown-profile") { $0["profile"] = "pictures" },
      fields("no-sources") { $0["sources"] = nil },
      fields("source-without-name") { $0["sources"] = [["licence": "CC0-1.0"]] },
      fields("no-chain") { $0["chain"] = nil },
      fields("step-without-version") { $0["chain"] = [["name": "a", "options": [:]]] },
      fields("step-fourth-key") {
        $0["chain"] = [["name": "a", "version": "1", "options": [:], "more": "b"]]
      },
      fields("option-not-text") { $0["chain"] = [["name": "a", "version": "1", "options": ["n": 1]]] },
      source("revision-number", "revision", 7),
      source("licence-number", "licence", 7),
      source("file-short-digest", "files", ["train.jsonl": .bytes([1, 2])]),
      fields("tokenizer-in-records") { $0["tokenizer"] = Samples.narrow.cbor },
      .forged("meta-tokenizer-number", "badMeta", at: .frame(0), from: packed) {
        $0.frames[0] = ForgedFrame(1, CBOR.object(Samples.meta("packed", tokenizer: 7)).encode())
      },
    ]
  }

  private var indexes: [BadShard] {
    func index(_ name: String, _ change: (inout ColumnBlock) -> Void) -> BadShard {
      var block = (try? ColumnBlock(Payload(media.frames[Self.index].stored))) ?? ColumnBlock()
      change(&block)
      return payload(Self.index, "index-" + name, "badIndex", block.encoded())
    }
    func rows<T>(_ values: [T]?, _ change: (inout [T]) -> Void) -> [T] {
      var copy = values ?? []
      change(&copy)
      return copy
    }
    return [
      payload(Self.index, "index-garbage", "badColumns", [UInt8](repeating: 0xFF, count: 64)),
      index("no-column") { $0.remove("frame.kind") },
      index("wrong-type") { $0.set("frame.kind", u16: [1, 3, 2]) },
      index("row-missing") { block in
        block.set("frame.stored", u64: rows(try? block.u64("frame.stored")) { $0.removeLast() })
      },
      index("offset") { block in
        block.set("frame.offset", u64: rows(try? block.u64("frame.offset")) { $0[1] += 64 })
      },
      index("offset-outside") { block in
        block.set("frame.offset", u64: rows(try? block.u64("frame.offset")) { $0[1] = 1 << 62 })
      },
      index("kind") { block in
        block.set("frame.kind", u8: rows(try? block.u8("frame.kind")) { $0[1] = 2 })
      },
      index("entries") { block in
        block.set("frame.entries", u32: rows(try? block.u32("frame.entries")) { $0[2] += 1 })
      },
      index("blob-frame") { block in
        block.set("blob.frame", u32: rows(try? block.u32("blob.frame")) { $0[0] = 2 })
      },
      index("blob-frame-outside") { block in
        block.set("blob.frame", u32: rows(try? block.u32("blob.frame")) { $0[0] = 77 })
      },
      index("blob-slot") { block in
        block.set("blob.slot", u32: rows(try? block.u32("blob.slot")) { $0.swapAt(0, 1) })
      },
      index("blob-digest") { block in
        block.set("blob.digest", bytes: rows(try? block.bytes("blob.digest")) { $0[63] ^= 1 })
      },
      index("blobs-descending") { block in
        let digests = rows(try? block.bytes("blob.digest")) { $0 = Array($0[32...] + $0[..<32]) }
        block.set("blob.digest", bytes: digests)
        block.set("blob.slot", u32: rows(try? block.u32("blob.slot")) { $0.swapAt(0, 1) })
      },
    ]
  }
}
