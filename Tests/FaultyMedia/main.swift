import CConfinement
import CSupport
import Glibc
import Media
import MediaCodecs
import MediaServing

/// What `aa-media` does, but a medium whose bytes end in "FAULT" and a word does to it what broken decoders do. Tests put
/// it in the place of `aa-media`.
struct FaultyMedia: MediaProcessing {
  func facts(of bytes: [UInt8], limits: MediaLimits) throws -> MediaFacts {
    try strike(bytes)
    return try LocalMedia().facts(of: bytes, limits: limits)
  }

  func normalised(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts) {
    try strike(bytes)
    return try LocalMedia().normalised(bytes, options, limits: limits)
  }

  func soundTrack(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts)? {
    try strike(bytes)
    return try LocalMedia().soundTrack(of: bytes, options, limits: limits)
  }

  func inspected(_ bytes: [UInt8], decoding: Bool, limits: MediaLimits) throws -> MediaInspection {
    if decoding { try strike(bytes) }
    return try LocalMedia().inspected(bytes, decoding: decoding, limits: limits)
  }

  func decoded(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>?, _ options: Normalisation,
    limits: MediaLimits
  ) throws -> DecodedMedia {
    try strike(bytes)
    return try LocalMedia().decoded(bytes, kind: kind, span: span, options, limits: limits)
  }

  private func strike(_ bytes: [UInt8]) throws {
    let tail = String(decoding: bytes.suffix(32), as: UTF8.self)
    guard let mark = tail.range(of: "FAULT ") else { return }
    switch tail[mark.upperBound...] {
    case "abort": abort()
    case "segfault":
      // A sanitizer would answer it.
      signal(SIGSEGV, SIG_DFL)
      raise(SIGSEGV)
    case "trap": preconditionFailure("a trap")
    case "killed": raise(SIGKILL)
    case "hang": while true { sleep(1) }
    case "spin": while true {}
    case "bomb": bomb()
    case "exit": _exit(0)
    case "half": answer(fields: 4096, bytes: 4096, [UInt8](repeating: 1, count: 100))
    case "lie": answer(fields: 0, bytes: 1 << 60, [])
    case "nonsense": answer(fields: 3, bytes: 0, [1, 2, 3])
    case "chatter":
      print("chatter on standard output")
      fflush(nil)
      perror("chatter on standard error")
    case "escape": throw MediaError(.corrupt, escapes().joined(separator: ", "))
    default: break
    }
  }

  private func bomb() {
    // It would take the whole machine's.
    if aa_can_limit_memory() == 0 { _exit(Int32(AA_EXIT_OUT_OF_MEMORY)) }
    // Each block holds the one before it, and all are counted in the end: nothing here can be optimised away.
    var last: UnsafeMutableRawPointer?
    while let more = malloc(1 << 24) {
      memset(more, 1, 1 << 24)
      more.storeBytes(of: last, as: UnsafeMutableRawPointer?.self)
      last = more
    }
    var blocks: Int32 = 0
    while let block = last {
      blocks += 1
      last = block.load(as: UnsafeMutableRawPointer?.self)
    }
    _exit(3 + blocks % 2)
  }

  /// A message by hand, and the end.
  private func answer(fields: UInt64, bytes: UInt64, _ what: [UInt8]) {
    var prefix = [fields.littleEndian, bytes.littleEndian]
    _ = write(STDIN_FILENO, &prefix, 16)
    _ = what.withUnsafeBytes { write(STDIN_FILENO, $0.baseAddress, $0.count) }
    _exit(0)
  }

  /// What a decoder that somebody has taken over could still do.
  private func escapes() -> [String] {
    var done: [String] = []
    if open("/etc/passwd", O_RDONLY) >= 0 { done.append("open") }
    if open("/tmp/escaped", O_WRONLY | O_CREAT, 0o600) >= 0 { done.append("create") }
    if socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0 { done.append("socket") }
    if dup(0) >= 0 { done.append("dup") }
    if unlink("/tmp/escaped") == 0 { done.append("unlink") }
    if kill(getppid(), 0) == 0 { done.append("kill") }
    if mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED {
      done.append("execute memory")
    }
    var pid: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
    if posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0 { done.append("spawn") }
    var thread = pthread_t()
    if pthread_create(&thread, nil, { _ in nil }, nil) == 0 {
      pthread_join(thread, nil)
      done.append("threads")
    }
    return done
  }
}

extension StringProtocol {
  fileprivate func range(of text: String) -> Range<Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
      at = index(after: at)
    }
    return nil
  }
}

func number(after name: String) -> Int? {
  CommandLine.arguments.firstIndex(of: name).flatMap { at in
    at + 1 < CommandLine.arguments.count ? Int(CommandLine.arguments[at + 1]) : nil
  }
}

if CommandLine.arguments.count == 1 || Glibc.getenv("AA_FAULTY_START") != nil { exit(5) }
try MediaServer(FaultyMedia(), seconds: number(after: "--seconds") ?? 10).run(
  parent: Int32(number(after: "--parent") ?? 0), memory: number(after: "--memory") ?? 0)
