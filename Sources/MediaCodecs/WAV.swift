import CImaging
import Media

/// The canonical WAV file: `fmt ` and `data` chunks only, 16-bit PCM, so the same samples are the same bytes.
enum WAV {
  static func encode(_ sound: Sound) throws(MediaError) -> [UInt8] {
    let (size, overflow) = sound.samples.count.multipliedReportingOverflow(by: 2)
    guard !overflow, size < 0xFFFF_FF00, sound.channels > 0, sound.channels < 65536, sound.rate > 0 else {
      throw MediaError(.tooLarge, "WAV cannot hold \(sound.samples.count) samples")
    }
    var header: [UInt8] = []
    func put(_ text: StaticString) {
      for i in 0..<text.utf8CodeUnitCount { header.append(text.utf8Start[i]) }
    }
    func put(_ value: Int, bytes: Int) {
      for i in 0..<bytes { header.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
    put("RIFF")
    put(36 + size, bytes: 4)
    put("WAVEfmt ")
    put(16, bytes: 4)
    put(1, bytes: 2)
    put(sound.channels, bytes: 2)
    put(sound.rate, bytes: 4)
    put(sound.rate &* sound.channels &* 2, bytes: 4)
    put(sound.channels &* 2, bytes: 2)
    put(16, bytes: 2)
    put("data")
    put(size, bytes: 4)
    let start = header.count
    return [UInt8](unsafeUninitializedCapacity: start + size) { out, filled in
      for i in 0..<start { out[i] = header[i] }
      sound.samples.withUnsafeBufferPointer {
        aa_pcm16_from_float($0.baseAddress, out.baseAddress.map { $0 + start }, $0.count)
      }
      filled = start + size
    }
  }
}
