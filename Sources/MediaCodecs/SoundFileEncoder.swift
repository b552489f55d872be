import CSndFile
import Glibc
import Media

/// Sounds to files in memory through libsndfile.
enum SoundFileEncoder {
  enum Format {
    case flac
    /// Quality in 0...1.
    case vorbis(Double)
    /// Kilobits per second of each channel, 6...256.
    case opus(Int)
  }

  static func encode(_ sound: Sound, _ format: Format) throws(MediaError) -> [UInt8] {
    guard sound.channels > 0, sound.rate > 0 else {
      throw MediaError(.unsupported, "cannot write \(sound.channels) channels at \(sound.rate) Hz")
    }
    if case .opus = format, !Normalisation.opusRates.contains(sound.rate) || sound.channels > 255 {
      throw MediaError(
        .unsupported,
        "Opus takes 8000, 12000, 16000, 24000 or 48000 Hz, not \(sound.channels) channels at \(sound.rate) Hz"
      )
    }
    var info = SF_INFO()
    info.samplerate = Int32(clamping: sound.rate)
    info.channels = Int32(clamping: sound.channels)
    switch format {
    case .flac: info.format = Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    case .vorbis: info.format = Int32(SF_FORMAT_OGG | SF_FORMAT_VORBIS)
    case .opus: info.format = Int32(SF_FORMAT_OGG | SF_FORMAT_OPUS)
    }
    let file = VirtualFile()
    var callbacks = VirtualFile.callbacks()
    guard
      let handle = sf_open_virtual(
        &callbacks, Int32(SFM_WRITE), &info, Unmanaged.passUnretained(file).toOpaque())
    else { throw MediaError(.unsupported, "sound: \(SoundFile.text(sf_strerror(nil)))") }
    switch format {
    case .flac: break
    case .vorbis(let quality): set(handle, SFC_SET_VBR_ENCODING_QUALITY, quality)
    // libsndfile's scale runs from 256 kilobits to 6.
    case .opus(let kilobits):
      set(handle, SFC_SET_COMPRESSION_LEVEL, 1 - Double(max(6, min(256, kilobits)) - 6) / 250)
    }
    sf_command(handle, Int32(SFC_SET_CLIPPING), nil, 1)
    // libvorbis overruns its stack on one very long call, so samples go in pieces.
    let piece = 4096
    var at = 0
    var short = false
    while at < sound.frames && !short {
      let n = min(piece, sound.frames - at)
      let written = sound.samples.withUnsafeBufferPointer {
        sf_writef_float(handle, $0.baseAddress.map { $0 + at * sound.channels }, sf_count_t(n))
      }
      short = Int(written) != n
      at += n
    }
    sf_close(handle)
    if short { throw MediaError(.unsupported, "sound: the encoder stopped") }
    let bytes = withExtendedLifetime(file) { file.bytes }
    switch format {
    case .flac: return bytes
    case .vorbis, .opus: return OggPages.renumber(bytes, serial: 1)
    }
  }

  private static func set(_ handle: OpaquePointer, _ command: Int, _ value: Double) {
    var value = value
    sf_command(handle, Int32(command), &value, Int32(MemoryLayout<Double>.size))
  }
}
