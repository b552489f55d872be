/// Rows one after the other. Not for two threads at once.
public final class ParquetRows {
  /// The names of the rows' values.
  public let fields: ParquetFields
  /// Where the next row is: its row group, and its ordinal in it, from 0.
  public private(set) var rowGroup: Int
  public private(set) var row = 0

  private let context: ReadingContext
  private let plan: RecordPlan
  private let groups: [RowGroupMetadata]
  private let end: Int
  private let cursors: UnsafeMutableBufferPointer<LeafCursor>
  private let columns: [Int]
  private var isOpen = false
  private var failure: (any Error)?

  init(
    _ context: ReadingContext, _ plan: RecordPlan, _ leaves: [Leaf], _ groups: [RowGroupMetadata],
    _ range: Range<Int>
  ) {
    self.context = context
    self.plan = plan
    self.groups = groups
    fields = plan.fields
    rowGroup = range.lowerBound
    end = range.upperBound
    columns = leaves.map(\.index)
    cursors = .allocate(capacity: leaves.count)
    for (i, leaf) in leaves.enumerated() { cursors.initializeElement(at: i, to: LeafCursor(leaf, context)) }
  }

  deinit {
    cursors.deinitialize()
    cursors.deallocate()
  }

  /// The next row; nil at the end, and on every later call.
  ///
  /// After an error every call throws it again, until `skipRowGroup`.
  /// - Throws: `ParquetError`, `StreamError`, `PendingSignal`.
  public func next() throws -> ParquetRow? {
    if let failure { throw failure }
    do { return try readRow() } catch {
      failure = error
      throw error
    }
  }

  /// Goes on with the next row group, also after an error. Returns how many rows were left in this one; 0 at the end.
  @discardableResult
  public func skipRowGroup() -> Int {
    failure = nil
    isOpen = false
    guard rowGroup < end else { return 0 }
    let left = Int(groups[rowGroup].rows) - row
    (rowGroup, row) = (rowGroup + 1, 0)
    return left
  }

  private func readRow() throws -> ParquetRow? {
    while true {
      guard rowGroup < end else { return nil }
      let rows = groups[rowGroup].rows
      if Int64(row) < rows {
        if !isOpen { try open() }
        break
      }
      if isOpen { try close() }
      (rowGroup, row) = (rowGroup + 1, 0)
    }
    context.allowance.pointee = RowAllowance(
      elements: context.limits.rowElements, bytes: context.limits.rowBytes)
    let row: ParquetRow
    if let base = cursors.baseAddress {
      row = ParquetRow(fields, try plan.read(base))
    } else {
      row = ParquetRow(fields, [])
    }
    self.row += 1
    return row
  }

  private func open() throws {
    let group = groups[rowGroup]
    for i in cursors.indices {
      try cursors[i].begin(group.columns[columns[i]], rowGroup: rowGroup, rows: group.rows)
    }
    isOpen = true
  }

  /// Nothing may be left of any column once all rows are read.
  private func close() throws {
    for i in cursors.indices where !cursors[i].isExhausted {
      throw cursors[i].located(
        Flaw(.countMismatch, "the column has more values than the row group has rows"))
    }
    isOpen = false
  }
}
