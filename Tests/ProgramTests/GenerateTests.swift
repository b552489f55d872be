import ByteStreams
import Foundation
import JSON
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

/// Records with questions in text, answered in text and with a sound.
private enum Questions {
  /// 0.2 seconds of a tone at 8 kHz, as a canonical WAV file.
  static let sound: [UInt8] = {
    var bytes = Array("RIFF".utf8)
    func put(_ value: Int, _ count: Int) {
      for i in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
    put(36 + 3200, 4)
    bytes += Array("WAVEfmt ".utf8)
    for (value, count) in [(16, 4), (1, 2), (1, 2), (8000, 4), (16000, 4), (2, 2), (16, 2)] {
      put(value, count)
    }
    bytes += Array("data".utf8)
    put(3200, 4)
    for i in 0..<1600 { put(Int(9000 * sin(2 * Double.pi * 440 * Double(i) / 8000)), 2) }
    return bytes
  }()

  static func record(_ id: String, _ prompt: String, _ answer: [Part]) -> PreferenceRecord {
    PreferenceRecord(
      id: id, prompt: [Message(role: .user, parts: [.text(prompt)])],
      candidates: [Candidate(parts: answer, author: "teacher")],
      source: Source(name: "questions", locator: id), licence: "CC0-1.0")
  }

  static let tone = Part.media(MediaReference(kind: "audio", digest: SHA256.hash(sound)))
  static let all = [
    record("sea", "Colour of the sea?", [.text("The sea is blue — and deep.")]),
    record("tone", "Play a tone.", [tone]), record("both", "Name it and play it.", [.text("An A:"), tone]),
  ]

  static func shard(_ records: [PreferenceRecord] = all) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    try writer.add(blob: sound)
    for record in records { try writer.add(record: record.encoded()) }
    try writer.finish()
    return sink.bytes
  }

  /// Records and blobs of a stream.
  static func read(_ bytes: [UInt8]) throws -> (
    records: [PreferenceRecord], blobs: [Digest: [UInt8]], meta: ShardMeta?
  ) {
    let reader = ShardReader(source: MemorySource(bytes))
    var records: [PreferenceRecord] = []
    var blobs: [Digest: [UInt8]] = [:]
    while let item = try reader.next() {
      switch item {
      case .record(let item): records.append(try PreferenceRecord(decoding: item.bytes))
      case .blob(let blob): blobs[blob.digest] = blob.bytes
      default: break
      }
    }
    return (records, blobs, reader.meta)
  }
}

/// A folder with `records.aas`, `tokens.aas` and a model that was trained on them.
private func trained(_ scratch: TrainingScratch, objective: String = "sft", steps: Int) throws -> String {
  let records = try scratch.file("records.aas", Questions.shard())
  let tokens = scratch.path + "/tokens.aas"
  let tokenized = try Programs.run(
    "aa-tokenize", ["-q", "--image-rate", "1", "--image-size", "32", records, "-o", tokens])
  #expect(tokenized.status == 0, "\(tokenized.stderr)")
  let run = try Programs.run(
    "aa-train",
    [
      "--objective", objective, "--preset", "tiny", "--hidden", "64", "--layers", "2", "--heads", "2",
      "--intermediate", "96", "--batch", "3", "--lr", "1e-2", "--steps", "\(steps)", "-q", "-o",
      scratch.path + "/model", tokens,
    ])
  #expect(run.status == 0, "\(run.stderr)")
  return scratch.path + "/model"
}

@Suite struct GenerateTests {
  /// A model that has learned three answers by heart says them: text to the letter, a sound as its codec gives it back.
  @Test func whatWasLearnedIsSaid() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 120)
    let result = try Programs.run(
      "aa-generate",
      ["--model", model, "--temperature", "0", "--author", "pupil", scratch.path + "/records.aas"])
    #expect(result.status == 0, "\(result.stderr)")
    let (records, blobs, meta) = try Questions.read(result.stdout)
    #expect(records.map(\.id) == ["sea", "tone", "both"])
    #expect(records[0].candidates[0].parts == [.text("The sea is blue — and deep.")])
    #expect(records.allSatisfy { $0.candidates.count == 1 && $0.candidates[0].author == "pupil" })
    #expect(records.allSatisfy { $0.candidates[0].sampling["finish"] == "end" })
    let decoded = try Programs.run(
      "aa-tokenize",
      ["decode", "--record", "1", "-o", scratch.path + "/decoded", scratch.path + "/tokens.aas"])
    #expect(decoded.status == 0, "\(decoded.stderr)")
    let heard = [UInt8](try scratch.read("decoded/0-audio.wav"))
    let said = Part.media(MediaReference(kind: "audio", digest: SHA256.hash(heard)))
    #expect(blobs[SHA256.hash(heard)] == heard)
    #expect(records[1].candidates[0].parts == [said])
    #expect(records[2].candidates[0].parts == [.text("An A:"), said])
    #expect(meta?.chain.last?.name == "aa-generate")
    #expect(meta?.chain.last?.options["temperature"] == "0.0")
  }

  @Test func itStandsInAPipeAndThreadsChangeNoByte() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 2)
    let many = (0..<40).map { i in
      var record = Questions.all[i % 3]
      record.id = "r\(i)"
      return record
    }
    let shard = try Questions.shard(many)
    let generate = ["aa-generate", "--model", model, "-n3", "--top-p", "0.95", "--max-tokens", "40"]
    let pipe = try Programs.pipe(
      [generate, ["aa-validate", "--filter", "-q"], ["aa-tokenize", "-q"]], stdin: shard)
    #expect(pipe.map(\.status) == [0, 0, 0], "\(pipe.map(\.stderr))")
    let tokens = TokenStreamReader(source: MemorySource(pipe[2].stdout))
    var groups = 0
    while let group = try tokens.next() {
      #expect(group.segments.count == 4)
      groups += 1
    }
    #expect(groups == 40)

    let one = try Programs.run("aa-generate", Array(generate.dropFirst()) + ["-j1"], stdin: shard)
    let two = try Programs.run("aa-generate", Array(generate.dropFirst()) + ["-j2"], stdin: shard)
    let seven = try Programs.run("aa-generate", Array(generate.dropFirst()) + ["-j", "7"], stdin: shard)
    #expect(one.status == 0 && one.stdout == two.stdout && one.stdout == seven.stdout)
    let plain = try Programs.run("aa-validate", ["--filter", "-q"], stdin: one.stdout)
    #expect(try Programs.run("aa-tokenize", ["-q"], stdin: plain.stdout).stdout == pipe[2].stdout)
    // A record's answers do not depend on the records before it.
    let backwards = try Questions.read(
      Programs.run("aa-generate", Array(generate.dropFirst()), stdin: Questions.shard(many.reversed())).stdout
    )
    #expect(try Questions.read(one.stdout).records == backwards.records.reversed())
    // Cut responses are counted.
    let cut = try Questions.read(one.stdout).records.flatMap(\.candidates).filter {
      $0.sampling["finish"] == "length"
    }
    #expect(cut.count > 0)
    #expect(one.stderr.contains("40 prompts, 120 responses, "), "\(one.stderr)")
    #expect(one.stderr.hasSuffix(", \(cut.count) responses cut at the limit of tokens\n"), "\(one.stderr)")
    let limited = try Programs.run(
      "aa-generate", Array(generate.dropFirst()) + ["-q", "--limit", "5"], stdin: shard)
    #expect(limited.status == 0 && limited.stderr == "")
    #expect(try Questions.read(limited.stdout).records == Array(Questions.read(one.stdout).records[..<5]))
  }

  @Test func modalitiesAndKeeping() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 2)
    func generate(_ more: [String]) throws -> Programs.Result {
      try Programs.run("aa-generate", ["--model", model, "-q"] + more + [scratch.path + "/records.aas"])
    }
    let pictures = try generate(["--modality", "tiv", "-n", "2"])
    #expect(pictures.status == 0, "\(pictures.stderr)")
    for record in try Questions.read(pictures.stdout).records {
      for candidate in record.candidates {
        let kinds = candidate.parts.compactMap { part -> String? in
          if case .media(let reference) = part { return reference.kind }
          return nil
        }
        #expect(kinds.sorted() == ["image", "video"])
      }
    }
    #expect(try Programs.run("aa-validate", ["-q"], stdin: pictures.stdout).status == 0)
    #expect(try generate(["--modality", "any"]).status == 0)
    let kept = try generate(["--keep"])
    let records = try Questions.read(kept.stdout).records
    for (record, old) in zip(records, Questions.all) {
      #expect(record.candidates.count == 2 && record.candidates[0] == old.candidates[0])
      #expect(record.candidates[1].author?.hasPrefix("model-") == true)
    }
    #expect(try Programs.run("aa-validate", ["-q"], stdin: kept.stdout).status == 0)
  }

  @Test func promptsWithoutAnswerAreNamed() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 1)
    var long = Questions.all[0]
    long.id = "long"
    long.prompt[0].parts = [.text(String(repeating: "word ", count: 500))]
    let shard = try Questions.shard([Questions.all[0], long, Questions.all[2]])
    let what =
      "standard input: record 2 (long): the prompt has 2503 tokens, and the model's context of 2048 leaves no room for a response"
    let failed = try Programs.run("aa-generate", ["--model", model, "--max-tokens", "20"], stdin: shard)
    #expect(failed.status == 1)
    #expect(failed.stderr == "aa-generate: \(what) (--skip-bad passes over such prompts)\n")
    let after = try Programs.run("aa-validate", ["-q"], stdin: failed.stdout)
    #expect(after.status == 1 && after.text.contains("aa-generate: standard input: record 2"))
    let skipped = try Programs.run(
      "aa-generate", ["--model", model, "--max-tokens", "20", "--skip-bad", "-q"], stdin: shard)
    #expect(skipped.status == 3)
    #expect(skipped.stderr == "aa-generate: skipped: \(what)\n")
    #expect(try Questions.read(skipped.stdout).records.map(\.id) == ["sea", "both"])
    // A sound of two frames and its marks have 8 tokens.
    let tight = try Programs.run("aa-generate", ["--model", model, "--max-tokens", "7"], stdin: shard)
    #expect(tight.status == 1)
    let none = try Programs.run(
      "aa-generate", ["--model", model, "--max-tokens", "7", "--skip-bad", "-q"], stdin: shard)
    #expect(
      none.stderr.contains("record 3 (both): its responses need 8 tokens for audio, and only 7 are left"))
  }

  /// A prompt whose picture crashes its decoder costs itself.
  @Test func promptsThatCrashTheirDecoderAreNamed() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 1)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/aa-media", withDestinationPath: Programs.folder() + "/faulty-media")
    let picture = try BadRow.fixture("ti2t/images/000002.png")
    let crash = picture + Array("FAULT segfault".utf8)
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    for (id, bytes) in [("good", picture), ("bad", crash), ("again", picture)] {
      let digest = SHA256.hash(bytes)
      if !writer.holds(digest) { try writer.add(blob: bytes) }
      var record = Questions.record(id, "", [.text("yes")])
      record.prompt[0].parts = [.media(MediaReference(kind: "image", digest: digest))]
      try writer.add(record: record.encoded())
    }
    try writer.finish()
    let result = try Programs.run(
      "aa-generate", ["--model", model, "--max-tokens", "20", "--skip-bad", "-q"],
      stdin: sink.bytes, environment: ["AA_LIBEXEC": scratch.path])
    #expect(result.status == 3)
    #expect(
      result.stderr
        == "aa-generate: skipped: standard input: record 2 (bad): image \(SHA256.hash(crash)): the decoder crashed (signal 11)\n"
    )
    #expect(try Questions.read(result.stdout).records.map(\.id) == ["good", "again"])
  }

  @Test func aStoppedRunLeavesNoFile() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 1)
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.contains("out.aas") }
    }
    let running = try Programs.start(
      [["aa-generate", "--model", model, "-o", scratch.path + "/out.aas"]], stdin: nil)[0]
    var waited = 0
    while try files().isEmpty, waited < 2000 {
      usleep(5_000)
      waited += 1
    }
    #expect(try files().count == 1)
    running.process.terminate()
    #expect(running.wait().status == -SIGTERM)
    #expect(try files() == [])
  }

  @Test func modelsAndVocabulariesThatDoNotFitAreRefused() throws {
    let scratch = try TrainingScratch()
    let model = try trained(scratch, steps: 1)
    let records = scratch.path + "/records.aas"
    func message(_ arguments: [String]) throws -> String {
      let result = try Programs.run("aa-generate", arguments + ["-o", scratch.path + "/out.aas"])
      #expect(result.status == 1 && !scratch.has("out.aas"), "\(result.stderr)")
      #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
      return result.stderr
    }
    let tokens = scratch.path + "/tokens.aas"
    #expect(try message(["--model", model, tokens]).contains("a stream of tokens, not of records"))
    let other = scratch.path + "/other.aas"
    #expect(try Programs.run("aa-tokenize", ["-q", "--audio-rate", "3", records, "-o", other]).status == 0)
    #expect(try message(["--model", model, "--tokens", other, records]).contains("another tokenizer"))
    try FileManager.default.removeItem(atPath: model + "/aa_tokenizer.cbor")
    #expect(try message(["--model", model, records]).contains("has no aa_tokenizer.cbor"))
    #expect(
      try message(["--model", model, "--tokens", other, records]).contains("is less than the vocabulary's"))
    let given = try Programs.run("aa-generate", ["--model", model, "--tokens", tokens, "-q", records])
    #expect(given.status == 0, "\(given.stderr)")

    let data = try scratch.file("pairs.aas", ToyShard.bytes(8))
    let reward = scratch.path + "/reward"
    #expect(
      try Programs.run("aa-train", trainArguments("reward", ["--steps", "1", "-o", reward, data])).status == 0
    )
    #expect(
      try message(["--model", reward, records])
        == "aa-generate: \(reward): is a reward model and has no language-model head: give a causal model\n")
    for misuse in [
      ["--temperature", "0", "-n", "2"], ["--top-p", "0"], ["--top-k=-1"], ["--modality", "x"], ["-n", "0"],
    ] {
      #expect(try Programs.run("aa-generate", ["--model", model] + misuse + [records]).status == 64)
    }
    #expect(try Programs.run("aa-generate", [records]).status == 64)
  }
}
