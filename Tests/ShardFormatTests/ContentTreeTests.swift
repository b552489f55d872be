import ByteStreams
import ShardFormat
import Testing

@Suite struct ContentTreeTests {
  /// RFC 6962 §2.1, written as the recursion that it is.
  func root(_ entries: ArraySlice<Digest>) -> Digest {
    if entries.isEmpty { return SHA256.hash([]) }
    if entries.count == 1 { return SHA256.hash([0] + entries[entries.startIndex].bytes) }
    var k = 1
    while k * 2 < entries.count { k *= 2 }
    let middle = entries.startIndex + k
    return SHA256.hash([1] + root(entries[..<middle]).bytes + root(entries[middle...]).bytes)
  }

  @Test func equalsTheRecursionForEverySize() {
    let entries = (0..<70).map { SHA256.hash([UInt8($0)]) }
    var tree = ContentTree()
    #expect(tree.root == root([]))
    for n in 0..<entries.count {
      tree.append(entries[n])
      #expect(tree.root == root(entries[...n]))
    }
  }
}
