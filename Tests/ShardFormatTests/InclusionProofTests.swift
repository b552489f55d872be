import ByteStreams
import ShardFormat
import Testing

@Suite struct InclusionProofTests {
  @Test func everyEntryOfEveryTreeIsProvenAndNoOther() {
    for count in 1...40 {
      let entries = (0..<count).map { SHA256.hash([UInt8($0)]) }
      var tree = ContentTree()
      for entry in entries { tree.append(entry) }
      for index in 0..<count {
        let proof = InclusionProof(index, of: entries)
        #expect(proof.root == tree.root, "\(index) of \(count)")
        var other = proof
        other.entry = SHA256.hash([99])
        #expect(other.root != tree.root)
        if count > 1 {
          other = proof
          other.index = UInt64((index + 1) % count)
          #expect(other.root != tree.root)
          other = proof
          other.path.removeLast()
          #expect(other.root != tree.root)
        }
        other = proof
        other.path.append(SHA256.hash([1]))
        #expect(other.root != tree.root)
        other = proof
        other.index = UInt64(count)
        #expect(other.root == nil)
      }
    }
  }
}
