import CAV
import Media

/// Interleaved channels to another number of channels, frame by frame. One channel is the mean of all; one becomes
/// several by repetition; everything else mixes by libswresample's matrix between the usual layouts, its weights scaled
/// so that nothing can clip.
struct ChannelMixer {
  let from: Int
  let to: Int
  /// `to` rows of `from` weights; nil where no matrix is needed.
  private let matrix: [Float]?

  /// - Throws: `unsupported` for numbers of channels that have no usual layout.
  init(from: Int, to: Int) throws(MediaError) {
    (self.from, self.to) = (from, to)
    if from == to || from == 1 || to == 1 {
      matrix = nil
      return
    }
    let why = Why()
    var weights = [Double](repeating: 0, count: from * to)
    if aa_av_mix(Int32(clamping: from), Int32(clamping: to), &weights, why.text, Why.size) != 0 {
      throw why.error(.unsupported, "\(from) channels to \(to)")
    }
    matrix = weights.map { Float($0) }
  }

  /// - Parameter out: room for `frames * to` values.
  func mix(_ samples: UnsafePointer<Float>, frames: Int, into out: UnsafeMutablePointer<Float>) {
    if let matrix {
      for frame in 0..<frames {
        for channel in 0..<to {
          var sum: Float = 0
          for source in 0..<from { sum += matrix[channel * from + source] * samples[frame * from + source] }
          out[frame * to + channel] = sum
        }
      }
    } else if from == to {
      out.update(from: samples, count: frames * from)
    } else if from == 1 {
      for frame in 0..<frames {
        for channel in 0..<to { out[frame * to + channel] = samples[frame] }
      }
    } else if from == 2 {
      for frame in 0..<frames { out[frame] = (samples[2 * frame] + samples[2 * frame + 1]) * 0.5 }
    } else {
      let share = 1 / Float(from)
      for frame in 0..<frames {
        var sum: Float = 0
        for source in 0..<from { sum += samples[frame * from + source] }
        out[frame] = sum * share
      }
    }
  }
}
