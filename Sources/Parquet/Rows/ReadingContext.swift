import ByteStreams

/// What the columns of one reading share.
final class ReadingContext {
  let file: RandomAccessFile
  let limits: ParquetLimits
  /// Where the footer begins: no page may go beyond it.
  let dataEnd: Int
  /// Bytes that a column may go on beyond its end.
  let slack: Int
  let decompressor = Decompressor()
  let allowance: UnsafeMutablePointer<RowAllowance>

  init(_ file: RandomAccessFile, limits: ParquetLimits, dataEnd: Int, slack: Int) {
    self.slack = slack
    self.file = file
    self.limits = limits
    self.dataEnd = dataEnd
    allowance = .allocate(capacity: 1)
    allowance.initialize(to: RowAllowance(elements: 0, bytes: 0))
  }

  deinit { allowance.deallocate() }
}

/// What the row that is being read may still take.
struct RowAllowance {
  var elements: Int
  var bytes: Int
}
