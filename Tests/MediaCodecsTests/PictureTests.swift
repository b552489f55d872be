import Media
import MediaCodecs
import Testing

/// Orientation, profiles, inks, depth, alpha, palettes and animations: the pixels that Pillow gets, and what is said of
/// them.
@Suite struct PictureTests {
  static let names = Golden.names("pictures", ending: ".expected")

  @Test func thereArePictures() { #expect(Self.names.count == 65) }

  @Test(arguments: names) func looksAsItShould(name: String) throws {
    let (image, facts) = try MediaDecoder.picture(Golden.bytes("pictures/\(name)"))
    let expected = try Golden.image("pictures/\(name).expected")
    let difference = try #require(Golden.difference(image, expected), "\(image.width)x\(image.height)")
    // Without loss the pixels are the very same; profiles and JPEG leave room for rounding.
    let exact = !name.hasSuffix(".jpg") && facts.profile == nil && !name.hasPrefix("cmyk")
    let same = name.hasPrefix("same") || exact ? 0 : 2
    #expect(difference.most <= same, "\(difference.most) levels, mean \(difference.mean)")
  }

  @Test(arguments: ["jpg", "png", "webp", "tiff"]) func orientationIsApplied(format: String) throws {
    let upright = try Golden.image("pictures/orientation-1.png")
    for code in 1...8 {
      let bytes = try Golden.bytes("pictures/orientation-\(code).\(format)")
      let (image, facts) = try MediaDecoder.picture(bytes)
      #expect(facts.orientation == (code == 1 ? nil : code))
      // Stored as they were, the pixels stand otherwise than upright ones.
      let stored = try MediaProbe.facts(of: bytes)
      #expect(stored.width == 24 && stored.height == 16)
      #expect(stored.picture?.orientation == (code == 1 ? nil : code))
      #expect([image.width, image.height] == (code >= 5 ? [16, 24] : [24, 16]))
      // Turned back, all eight are the same picture.
      let corner = Array(image.pixels[0..<3])
      if code == 1 { #expect(zip(corner, upright.pixels[0..<3]).allSatisfy { abs(Int($0) - Int($1)) < 12 }) }
    }
  }

  @Test(arguments: [
    ("wide.png", PictureFacts(profile: "Wide")), ("wide.jpg", PictureFacts(profile: "Wide")),
    ("swapped.webp", PictureFacts(profile: "Swapped")), ("swapped.tiff", PictureFacts(profile: "Swapped")),
    ("same.jpg", PictureFacts()), ("same.png", PictureFacts()),
    ("grey-profile.png", PictureFacts(profile: "Grey 1.8", colours: .grey)),
    ("grey-profile.jpg", PictureFacts(profile: "Grey 1.8", colours: .grey)),
    ("cmyk.jpg", PictureFacts(colours: .cmyk)), ("cmyk.tiff", PictureFacts(colours: .cmyk)),
    ("cmyk-plain.jpg", PictureFacts(colours: .cmyk)),
    ("cmyk-profile.jpg", PictureFacts(profile: "Inks", colours: .cmyk)),
    ("cmyk-profile.tiff", PictureFacts(profile: "Inks", colours: .cmyk)),
    ("deep.png", PictureFacts(bits: 16)), ("deep-grey.png", PictureFacts(colours: .grey, bits: 16)),
    ("deep.tiff", PictureFacts(bits: 16)), ("deep-grey.tiff", PictureFacts(colours: .grey, bits: 16)),
    ("alpha.png", PictureFacts(alpha: true)), ("alpha.webp", PictureFacts(alpha: true)),
    ("alpha.tiff", PictureFacts(alpha: true)), ("alpha-grey.png", PictureFacts(colours: .grey, alpha: true)),
    ("alpha-palette.png", PictureFacts(colours: .palette, alpha: true)),
    ("alpha.gif", PictureFacts(colours: .palette, alpha: true)),
    ("alpha-profile.png", PictureFacts(profile: "Swapped", alpha: true)),
    ("palette.png", PictureFacts(colours: .palette)), ("palette.gif", PictureFacts(colours: .palette)),
    ("bits.png", PictureFacts(colours: .grey)), ("grey.jpg", PictureFacts(colours: .grey)),
    ("animated.png", PictureFacts(animated: true)), ("animated.webp", PictureFacts(animated: true)),
    ("animated.gif", PictureFacts(colours: .palette, animated: true)),
  ])
  func saysWhatItWas(name: String, facts: PictureFacts) throws {
    let bytes = try Golden.bytes("pictures/\(name)")
    #expect(try MediaDecoder.picture(bytes).facts == facts)
    #expect(try MediaProbe.facts(of: bytes).picture == (facts.isPlain ? nil : facts))
    let (normal, stored) = try MediaNormaliser.normalise(bytes, Normalisation())
    #expect(stored.source == (facts.isPlain ? nil : facts))
    // What is stored is plain.
    #expect(try MediaProbe.facts(of: normal).picture == nil)
  }

  @Test func backgroundsShowThrough() throws {
    for name in ["alpha.png", "alpha.webp", "alpha.tiff"] {
      let bytes = try Golden.bytes("pictures/\(name)")
      for (background, expected) in [
        (Background.white, [255, 255, 255]), (.black, [0, 0, 0]),
        (Background(red: 9, green: 80, blue: 200), [9, 80, 200]),
      ] {
        // The first column is quite transparent, the last not at all.
        let image = try MediaDecoder.image(bytes, background: background)
        #expect(image.pixels[0..<3].map { Int($0) } == expected, "\(name)")
        #expect(image.pixels[23 * 3..<24 * 3] == (try MediaDecoder.image(bytes)).pixels[23 * 3..<24 * 3])
      }
    }
  }

  @Test func damagedProfilesAndExifLeaveThePicture() throws {
    for name in [
      "wide.png", "wide.jpg", "swapped.webp", "swapped.tiff", "cmyk-profile.jpg", "orientation-6.jpg",
    ] {
      let bytes = try Golden.bytes("pictures/\(name)")
      let plain = try MediaDecoder.image(bytes)
      var refused = 0
      for at in stride(from: 8, to: bytes.count, by: max(1, bytes.count / 60)) {
        var damaged = bytes
        damaged[at] ^= 0xFF
        // Never a crash; a picture, whatever its colours, or an error.
        do { #expect(try MediaDecoder.image(damaged).pixels.count > 0) } catch { refused += 1 }
      }
      #expect(plain.pixels.count == 24 * 16 * 3)
      #expect(refused < 60)
    }
  }

  @Test func profileForOtherPixelsIsNotUsed() throws {
    // A profile of inks on a picture of red, green and blue.
    let inks = try Golden.bytes("pictures/cmyk-profile.jpg")
    let at = try #require(inks.indices.first { inks[$0...].starts(with: [0xFF, 0xE2]) })
    let length = Int(inks[at + 2]) << 8 | Int(inks[at + 3])
    let plain = try Golden.bytes("pictures/orientation-1.jpg")
    let tagged = Array(plain[..<2]) + inks[at..<at + 2 + length] + plain[2...]
    let (image, facts) = try MediaDecoder.picture(tagged)
    #expect(facts.profile == "unusable")
    #expect(image == (try MediaDecoder.image(plain)))
  }

  @Test func backgroundOfAGIF() throws {
    // Its first pixel is of the transparent colour.
    let bytes = try Golden.bytes("pictures/alpha.gif")
    #expect(try MediaDecoder.image(bytes).pixels[0..<3] == [255, 255, 255])
    #expect(try MediaDecoder.image(bytes, background: .black).pixels[0..<3] == [0, 0, 0])
  }
}
