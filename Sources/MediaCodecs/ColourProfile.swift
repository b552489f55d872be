import ByteStreams
import CImaging
import Media

/// The way from the colours of an ICC profile to sRGB.
final class ColourProfile: Sendable {
  enum Inks: Int32 { case none, full, inverted }

  private enum Way {
    /// The pixels are sRGB already, or the profile is not for such pixels.
    case none
    case through(OpaquePointer)
  }

  // A pointer to what is never changed, and may be used by many threads at once.
  private nonisolated(unsafe) let way: Way
  /// The profile's description; nil when it is sRGB within a level.
  let name: String?

  /// Nil when there is nothing to do to the pixels.
  var handle: OpaquePointer? { if case .through(let handle) = way { handle } else { nil } }

  private init(_ icc: [UInt8], _ inks: Inks) {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: 128)
    text.initialize(repeating: 0, count: 128)
    defer { text.deallocate() }
    var opened: OpaquePointer?
    let code = icc.withUnsafeBufferPointer {
      aa_colour_open($0.baseAddress, $0.count, inks.rawValue, &opened, text, 128)
    }
    let description = String(cString: text)
    switch (Int(code), opened) {
    case (0, .some(let handle)):
      way = .through(handle)
      name = description.isEmpty ? "without a name" : description
    case (1, _):
      way = .none
      name = nil
    default:
      way = .none
      name = "unusable"
    }
  }

  deinit { if let handle { aa_colour_close(handle) } }

  /// Opening a profile takes longer than using it, and the pictures of a set mostly share theirs.
  private struct Known {
    var profiles: [(icc: [UInt8], inks: Inks, profile: ColourProfile)] = []
  }
  private static let known = Guarded(Known())

  /// Nil for no bytes.
  static func of(_ icc: [UInt8], _ inks: Inks = .none) -> ColourProfile? {
    if icc.isEmpty { return nil }
    let found = known.withLock { known in
      known.profiles.first { $0.inks == inks && $0.icc == icc }?.profile
    }
    if let found { return found }
    let made = ColourProfile(icc, inks)
    known.withLock { known in
      if known.profiles.count >= 8 { known.profiles.removeFirst() }
      known.profiles.append((icc, inks, made))
    }
    return made
  }

  /// `count` RGB pixels in place; or, from inks, four bytes to three.
  func apply(_ pixels: inout [UInt8]) {
    guard let handle else { return }
    pixels.withUnsafeMutableBufferPointer {
      aa_colour_apply(handle, $0.baseAddress, $0.baseAddress, $0.count / 3)
    }
  }

  func fromInks(_ inks: [UInt8]) -> [UInt8]? {
    guard let handle else { return nil }
    let pixels = inks.count / 4
    return [UInt8](unsafeUninitializedCapacity: pixels * 3) { out, filled in
      inks.withUnsafeBufferPointer { aa_colour_apply(handle, $0.baseAddress, out.baseAddress, pixels) }
      filled = pixels * 3
    }
  }
}

extension Background {
  /// RGBA pixels, their colours through `profile`, laid over this colour.
  func under(_ rgba: [UInt8], _ profile: ColourProfile?) -> [UInt8] {
    let pixels = rgba.count / 4
    return [UInt8](unsafeUninitializedCapacity: pixels * 3) { out, filled in
      rgba.withUnsafeBufferPointer { lay(under: $0.baseAddress, pixels, out.baseAddress, profile) }
      filled = pixels * 3
    }
  }

  /// The same for `count` pixels in memory.
  func lay(
    under rgba: UnsafePointer<UInt8>?, _ count: Int, _ out: UnsafeMutablePointer<UInt8>?,
    _ profile: ColourProfile?
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3) { colour in
      colour[0] = red
      colour[1] = green
      colour[2] = blue
      aa_colour_over(profile?.handle, rgba, out, count, colour.baseAddress)
    }
  }
}
