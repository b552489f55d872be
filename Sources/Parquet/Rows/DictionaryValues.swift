/// The values of a column's dictionary, made once and shared by the rows.
final class DictionaryValues {
  private let memory: UnsafeMutablePointer<ParquetValue>
  private var count = 0

  init(capacity: Int) { memory = .allocate(capacity: max(capacity, 1)) }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  /// One of at most as many as there is room for.
  func append(_ value: ParquetValue) {
    (memory + count).initialize(to: value)
    count += 1
  }

  var entries: UnsafeMutableBufferPointer<ParquetValue> {
    UnsafeMutableBufferPointer(start: memory, count: count)
  }
}
