/// A splitter that says where many pieces end at once: what is done with them then is a loop of its own, and quicker.
protocol BatchSplitter: TextSplitter {
  /// Writes where the next pieces end, each of which begins where the one before it ends, and moves `scan` on.
  ///
  /// - Parameters:
  ///   - text: less than 4 GiB of UTF-8.
  ///   - to: where the text ends that is split.
  ///   - room: how many ends may be written, 2 at least.
  /// - Returns: how many were written; none only at the end.
  func ends(
    _ text: UnsafeBufferPointer<UInt8>, to: Int, from scan: inout ScanPlace,
    into ends: UnsafeMutablePointer<UInt32>, room: Int
  ) -> Int
}

/// Where a splitter has come to.
struct ScanPlace {
  var place: Int
  /// The end of the part that is being split, where one splitter splits the pieces of another.
  var partEnd: Int

  init(_ place: Int) {
    self.place = place
    partEnd = place
  }
}
