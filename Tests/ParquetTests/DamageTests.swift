import ByteStreams
import JSON
import Parquet
import Testing

/// Damaged files end in errors that say where, or in rows; never in a trap.
@Suite struct DamageTests {
  static let tiny = ["tiny-plain", "tiny-dictionary", "tiny-delta"]

  /// Reads everything, at most 1000 rows.
  private func read(_ bytes: [UInt8]) throws -> [JSONValue] {
    let rows = try ParquetFile(RandomAccessFile(bytes, name: "damaged")).rows()
    var list: [JSONValue] = []
    while list.count < 1000, let row = try rows.next() { list.append(ParquetValue.structure(row).json) }
    return list
  }

  @Test(arguments: tiny)
  func everyTruncationIsAnError(name: String) throws {
    let bytes = try Golden.bytes(name)
    for count in bytes.indices {
      let error = #expect(throws: ParquetError.self, "\(count)") { try read(Array(bytes[..<count])) }
      #expect(error?.reason == (count < 12 ? .notParquet : .truncated))
    }
  }

  /// Without checksums some changes cannot be seen; those with errors are errors of this library.
  @Test(arguments: tiny, [0x01, 0x80, 0xFF] as [UInt8])
  func everyFlippedByteIsAnErrorOrOtherRows(name: String, mask: UInt8) throws {
    var bytes = try Golden.bytes(name)
    var errors = 0
    for i in bytes.indices {
      bytes[i] ^= mask
      do { _ = try read(bytes) } catch let error as ParquetError {
        errors += 1
        #expect(error.file == "damaged" && !error.what.isEmpty)
      } catch { Issue.record("byte \(i): \(error)") }
      bytes[i] ^= mask
    }
    #expect(errors > bytes.count / 4)
  }

  @Test func withChecksumsEveryFlippedByteOfAPageIsAnError() throws {
    var bytes = try Golden.bytes("checksums")
    let good = try read(bytes)
    #expect(good.count == 48)
    // Required numbers lie in their pages as they are.
    var places: [Int] = []
    for n in 0..<48 {
      let number = withUnsafeBytes(of: Int64(n * 1_000_003).littleEndian) { [UInt8]($0) }
      let found = bytes.indices.dropLast(8).filter { Array(bytes[$0..<$0 + 8]) == number }
      places += found.count == 1 ? Array(found[0]..<found[0] + 8) : []
    }
    #expect(places.count > 40 * 8)
    for place in places {
      for bit in 0..<8 {
        bytes[place] ^= 1 << UInt8(bit)
        let error = #expect(throws: ParquetError.self) { try read(bytes) }
        #expect(error?.reason == .checksumMismatch)
        bytes[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func anErrorStaysUntilTheRowGroupIsPassedOver() throws {
    var bytes = try Golden.bytes("tiny-plain")
    // The text of the first row group.
    let at = try #require(bytes.indices.first { Array(bytes[$0...].prefix(6)) == [2, 0, 0, 0, 0x61, 0x62] })
    bytes[at] = 200
    let rows = try ParquetFile(RandomAccessFile(bytes, name: "damaged")).rows()
    for _ in 0..<2 {
      let error = #expect(throws: ParquetError.self) { _ = try rows.next() }
      #expect(error?.rowGroup == 0 && error?.column == "s" && error?.page == 0)
    }
    #expect(rows.skipRowGroup() == 3)
    #expect(try rows.next()?["n"] == .int(5))
    #expect(try rows.next() == nil)
    #expect(try rows.next() == nil)
  }
}
