import CFuzzer
import Glibc

/// aas-fuzz TARGET [libFuzzer's options and folders], or aas-fuzz TARGET seeds FOLDER OUTPUT
@main
enum Main {
  static func main() {
    var arguments = CommandLine.arguments
    // libFuzzer starts itself again for merges and jobs, without the target: the environment hands it down.
    if let inherited = getenv("AAS_FUZZ_TARGET"), arguments.count > 1, arguments[1].hasPrefix("-") {
      arguments.insert(String(cString: inherited), at: 1)
    }
    guard arguments.count > 1, let target = Target(rawValue: arguments[1]) else {
      let names = Target.allCases.map(\.rawValue).joined(separator: ", ")
      print("usage: aas-fuzz TARGET [-runs=N] [folder…]; targets: \(names)")
      exit(64)
    }
    if arguments.count == 5, arguments[2] == "seeds" {
      do { try Seeds.write(target, from: arguments[3], to: arguments[4]) } catch {
        print("aas-fuzz: \(error)")
        exit(1)
      }
      return
    }
    chosen = target
    setenv("AAS_FUZZ_TARGET", target.rawValue, 1)
    var rest: [UnsafeMutablePointer<CChar>?] = ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) }
    var count = Int32(rest.count)
    rest.append(nil)
    rest.withUnsafeMutableBufferPointer { pointers in
      var argv = pointers.baseAddress
      _ = LLVMFuzzerRunDriver(&count, &argv) { data, size in
        do { try chosen.run([UInt8](UnsafeBufferPointer(start: data, count: size))) } catch {
          fatalError("\(error)")
        }
        return 0
      }
    }
  }
}

/// libFuzzer calls back without context, on one thread.
nonisolated(unsafe) var chosen = Target.stream

@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ room: Int, _ seed: UInt32) -> Int {
  var random = Random(seed: UInt64(seed))
  let input = [UInt8](UnsafeBufferPointer(start: data, count: size))
  let output = chosen.mutate(input, room: room, &random)
  guard output.count <= room else { return size }
  for (i, byte) in output.enumerated() { data[i] = byte }
  return output.count
}

/// libFuzzer's own mutations on a copy.
func mutated(_ bytes: [UInt8], room: Int) -> [UInt8] {
  var copy = bytes + [UInt8](repeating: 0, count: min(64, max(0, room - bytes.count)))
  let limit = copy.count
  guard limit > 0 else { return bytes }
  let size = copy.withUnsafeMutableBufferPointer { LLVMFuzzerMutate($0.baseAddress, bytes.count, limit) }
  return Array(copy.prefix(size))
}

/// SplitMix64.
struct Random: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ n: Int) -> Int { n < 2 ? 0 : Int(next() % UInt64(n)) }
}
