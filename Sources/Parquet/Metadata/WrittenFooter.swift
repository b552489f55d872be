/// The footer of a file that is written.
struct WrittenFooter {
  var schema: ParquetSchema
  var columns: [WrittenColumn]
  var rowGroups: [WrittenRowGroup]
  var metadata: [ParquetMetadataEntry]
  var createdBy: String

  var bytes: [UInt8] {
    ThriftWriter.structure { writer in
      writer.int32(1, 1)
      schema.write(to: &writer)
      writer.int64(3, rowGroups.reduce(0) { $0 + $1.rows })
      writer.structures(4, rowGroups) { write($1, to: &$0) }
      if !metadata.isEmpty {
        writer.structures(5, metadata) {
          $0.text(1, $1.key)
          $0.text(2, $1.value)
        }
      }
      writer.text(6, createdBy)
      // Smallest and largest values are by the order of their type.
      writer.structures(7, columns) { writer, _ in writer.structure(1) { _ in } }
    }
  }

  private func write(_ group: WrittenRowGroup, to writer: inout ThriftWriter) {
    writer.structures(1, Array(zip(columns, group.chunks))) { writer, part in
      let (column, chunk) = part
      // Where its description lies outside the footer: nowhere.
      writer.int64(2, 0)
      writer.structure(3) { write(chunk, column, to: &$0) }
    }
    writer.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedBytes })
    writer.int64(3, group.rows)
    writer.int64(5, group.offset)
    writer.int64(6, group.chunks.reduce(0) { $0 + $1.bytes })
  }

  private func write(_ chunk: WrittenChunk, _ column: WrittenColumn, to writer: inout ThriftWriter) {
    writer.int32(1, column.leaf.physical.number)
    writer.integers(2, chunk.encodings)
    writer.texts(3, column.path)
    writer.int32(4, column.compression.codec)
    writer.int64(5, chunk.values)
    writer.int64(6, chunk.uncompressedBytes)
    writer.int64(7, chunk.bytes)
    writer.int64(9, chunk.dataOffset)
    if let offset = chunk.dictionaryOffset { writer.int64(11, offset) }
    guard let statistics = chunk.statistics else { return }
    writer.structure(12) {
      $0.int64(3, statistics.nulls)
      if let bounds = statistics.bounds {
        $0.binary(5, bounds.largest)
        $0.binary(6, bounds.smallest)
      }
    }
  }
}
