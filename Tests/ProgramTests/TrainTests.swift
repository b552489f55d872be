import Foundation
import Glibc
import Testing

@Suite struct TrainTests {
  @Test func killedAtAnyMomentAndResumedEndsWithTheSameBits() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(60))
    let options = trainArguments(
      "cpo", ["--hidden", "96", "--epochs", "6", "--save-every", "3", "--save-total-limit", "2", data])
    let whole = try Programs.run("aa-train", options + ["-o", scratch.path + "/whole"])
    #expect(whole.status == 0, "\(whole.stderr)")
    var kills = 0
    func lines() -> Int {
      ((try? scratch.read("killed/metrics.jsonl")) ?? Data()).reduce(0) { $1 == 10 ? $0 + 1 : $0 }
    }
    for _ in 0..<8 {
      let running = try Programs.start(
        [["aa-train"] + options + ["--resume", "-o", scratch.path + "/killed"]])[0]
      // Some steps in, at any moment of a step or of a checkpoint's writing.
      let target = lines() + Int.random(in: 1...7)
      while lines() < target, running.process.isRunning { usleep(500) }
      usleep(UInt32.random(in: 0..<8_000))
      running.kill()
      let result = running.wait()
      if result.status == 0 { break }
      #expect(result.status == -SIGKILL, "\(result.stderr)")
      kills += 1
    }
    #expect(kills > 0)
    let last = try Programs.run("aa-train", options + ["--resume", "-o", scratch.path + "/killed"])
    #expect(last.status == 0, "\(last.stderr)")
    for name in ["model.safetensors", "metrics.jsonl", "trainer_state.json", "config.json"] {
      #expect(try scratch.read("whole/" + name) == scratch.read("killed/" + name), "\(name)")
    }
    #expect(try !scratch.read("whole/model.safetensors").isEmpty)
  }

  @Test func aTerminatedRunSavesAndGoesOn() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(60))
    // Slow enough that the signal comes in the middle.
    let options = trainArguments(
      "cpo", ["--hidden", "128", "--layers", "4", "--batch", "40", "--steps", "120", data])
    let running = try Programs.start([["aa-train"] + options + ["-o", scratch.path + "/run"]])[0]
    var waited = 0
    while waited < 2000, (try? scratch.lines("run/metrics.jsonl").count) ?? 0 < 3 {
      usleep(5_000)
      waited += 1
    }
    Glibc.kill(running.process.processIdentifier, SIGTERM)
    let stopped = running.wait()
    #expect(stopped.status == 0, "\(stopped.stderr)")
    #expect(stopped.stderr.contains("is saved"))
    #expect(!scratch.has("run/model.safetensors"))
    let resumed = try Programs.run("aa-train", options + ["--resume", "-o", scratch.path + "/run"])
    #expect(resumed.status == 0, "\(resumed.stderr)")
    let whole = try Programs.run("aa-train", options + ["-o", scratch.path + "/whole"])
    #expect(whole.status == 0)
    for name in ["model.safetensors", "metrics.jsonl"] {
      #expect(try scratch.read("whole/" + name) == scratch.read("run/" + name))
    }
  }

  @Test func otherOptionsOrDataAreRefused() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(40))
    let other = try scratch.file("other.aas", ToyShard.bytes(40, seed: 2))
    let base = ["--steps", "4", "--save-every", "2", "-o", scratch.path + "/run"]
    #expect(try Programs.run("aa-train", trainArguments("cpo", base + [data])).status == 0)
    let again = try Programs.run("aa-train", trainArguments("cpo", base + [data]))
    #expect(again.status == 1 && again.stderr.contains("holds a run already"))
    let warm = try Programs.run(
      "aa-train", trainArguments("cpo", base + ["--warmup", "3", "--resume", data]))
    #expect(warm.status == 1 && warm.stderr.contains("--warmup was 0 and is 3"), "\(warm.stderr)")
    let changed = try Programs.run("aa-train", trainArguments("cpo", base + ["--resume", other]))
    #expect(changed.status == 1 && changed.stderr.contains("the data differ"), "\(changed.stderr)")
  }

  @Test func threadsDoNotChangeTheBits() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(40))
    for threads in ["1", "3"] {
      let options = trainArguments(
        "reward", ["--steps", "5", "-j", threads, "-o", scratch.path + "/j" + threads, data])
      #expect(try Programs.run("aa-train", options).status == 0)
    }
    #expect(try scratch.read("j1/model.safetensors") == scratch.read("j3/model.safetensors"))
    #expect(try scratch.read("j1/metrics.jsonl") == scratch.read("j3/metrics.jsonl"))
  }

  @Test func aStreamThatEndsEarlyLeavesNoModel() throws {
    let scratch = try TrainingScratch()
    let bytes = try ToyShard.bytes(200)
    for cut in [bytes.count / 4 & ~63, bytes.count / 2, bytes.count - 64] {
      let result = try Programs.run(
        "aa-train", trainArguments("cpo", ["-q", "-o", scratch.path + "/cut\(cut)"]),
        stdin: Array(bytes[..<cut]))
      #expect(result.status == 1)
      #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
      #expect(result.stderr.hasPrefix("aa-train: standard input"), "\(result.stderr)")
      #expect(result.stderr.contains("stream ends") || result.stderr.contains("ended"), "\(result.stderr)")
      #expect(!scratch.has("cut\(cut)/model.safetensors"))
    }
  }

  @Test func thePlanIsPrintedAndNothingIsWritten() throws {
    let scratch = try TrainingScratch()
    let data = try scratch.file("data.aas", ToyShard.bytes(4))
    let result = try Programs.run("aa-train", trainArguments("cpo", ["--plan", data]), folder: scratch.path)
    try #require(result.status == 0, "\(result.stderr)")
    let rows = result.text.split(separator: "\n").map { $0.split(separator: "\t") }
    let bytes = rows.compactMap { Int($0[1]) }
    #expect(bytes.dropLast().reduce(0, +) == bytes.last && bytes.last ?? 0 > 0)
    #expect(bytes[1] == bytes[0] && bytes[2] == 2 * bytes[0])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["data.aas"])
  }
}
