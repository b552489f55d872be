import Media
import Testing

@Suite struct ByteSizeTests {
  @Test(arguments: [
    ("0", 0), ("17", 17), ("17B", 17), ("3K", 3072), ("3KiB", 3072), ("500M", 500 << 20), ("4 GiB", 4 << 30),
    ("2T", 2 << 40),
  ]) func sizesArePowersOf1024(text: String, bytes: Int) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: ["", "G", "-1", "1.5G", "1GB", "1 x", "99999999999999999999", "9999999999T"])
  func anythingElseIsRefused(text: String) {
    #expect(ByteSize(text) == nil)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1000, "1000 bytes"), (1024, "1 KiB"), (1536 << 20, "1536 MiB"), (4 << 30, "4 GiB"),
  ]) func aSizeIsShownInItsLargestWholeUnit(bytes: Int, text: String) {
    #expect("\(ByteSize(bytes))" == text)
  }
}
