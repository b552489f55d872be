import CImaging
import Media

/// How stored pixels must be turned to stand upright, by EXIF's numbers: of pictures what EXIF says, of clips what the
/// display matrix does. Mirroring within the stored rows and columns comes first, then rows become columns.
package struct Orientation: Equatable {
  /// 1...8.
  let code: Int

  package static let upright = Orientation(1)

  /// Anything but 2...8 is upright: cameras write 0 when they do not know.
  init(_ code: Int) { self.code = (2...8).contains(code) ? code : 1 }

  var mirrorsColumns: Bool { [2, 3, 7, 8].contains(code) }
  var mirrorsRows: Bool { [3, 4, 6, 7].contains(code) }
  var exchanges: Bool { code >= 5 }

  func size(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    exchanges ? (height, width) : (width, height)
  }

  /// The part of the stored picture, `width` x `height`, that becomes `box` of the upright one.
  func stored(_ box: Box, width: Double, height: Double) -> Box {
    mirrored(exchanges ? exchanged(box) : box, width, height)
  }

  /// The part of the upright picture that `box` of the stored one becomes.
  func upright(_ box: Box, width: Double, height: Double) -> Box {
    let box = mirrored(box, width, height)
    return exchanges ? exchanged(box) : box
  }

  private func exchanged(_ box: Box) -> Box {
    Box(x: box.y, y: box.x, width: box.height, height: box.width)
  }

  private func mirrored(_ box: Box, _ width: Double, _ height: Double) -> Box {
    var box = box
    if mirrorsColumns { box.x = width - box.x - box.width }
    if mirrorsRows { box.y = height - box.y - box.height }
    return box
  }

  func upright(_ image: Image) -> Image {
    if code == 1 { return image }
    let (width, height) = size(image.width, image.height)
    let count = image.pixels.count
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      image.pixels.withUnsafeBufferPointer {
        if let from = $0.baseAddress, let out = out.baseAddress { turn(from, image.width, image.height, out) }
      }
      filled = count
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Copies `width` x `height` stored RGB pixels to `out`, upright.
  func turn(_ rgb: UnsafePointer<UInt8>, _ width: Int, _ height: Int, _ out: UnsafeMutablePointer<UInt8>) {
    if code == 1 {
      out.update(from: rgb, count: width * height * 3)
    } else {
      aa_turn_rgb(rgb, width, height, mirrorsColumns, mirrorsRows, exchanges, out)
    }
  }

  /// Plain when upright.
  var facts: PictureFacts { PictureFacts(orientation: code == 1 ? nil : code) }
}
