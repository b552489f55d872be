import Testing
import TokenTrees

@Suite struct MediaShuffleTests {
  @Test func nobodyKeepsAMediumAndNoneIsLost() {
    typealias Place = MediaShuffle.Place
    let kinds: [(String, [Place])] = [
      ("ti2t", [Place(kind: "image", branch: 0)]),
      ("t2i", [Place(kind: "image", branch: 1), Place(kind: "image", branch: 2)]),
      ("t2t", []),
    ]
    let records = (0..<300).map { MediaShuffle.Record(modality: kinds[$0 % 3].0, places: kinds[$0 % 3].1) }
    let (donors, alone) = MediaShuffle.donors(records, seed: 3)
    #expect(alone == 0)
    for (index, mine) in donors.enumerated() {
      #expect(mine.count == records[index].places.count)
      for donor in mine {
        #expect(donor != index)
        #expect(records[donor].modality == records[index].modality)
      }
    }
    let images = stride(from: 1, to: 300, by: 3)
    #expect(images.map { donors[$0][0] }.sorted() == Array(images))
    #expect(images.map { donors[$0][1] }.sorted() == Array(images))
    #expect(images.contains { donors[$0][0] != donors[$0][1] })
    #expect(MediaShuffle.donors(records, seed: 3).donors == donors)
    #expect(MediaShuffle.donors(Array(records.prefix(2)), seed: 3).alone == 2)
  }
}
