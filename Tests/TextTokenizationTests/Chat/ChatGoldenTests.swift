import Testing
import TextTokenization

@Suite struct ChatGoldenTests {
  static let goldens = Result { try ChatGoldens() }

  @Test(arguments: (try? ChatGoldens().cases) ?? [])
  func promptAndResponseAreTheTokensOfTheWhole(_ one: ChatGoldens.Case) throws {
    let (faults, compared) = try Self.goldens.get().faults(of: one)
    #expect(faults.isEmpty, "\(one.name): \(faults.prefix(3).joined(separator: "\n"))")
    #expect(compared >= 24)
  }

  @Test func everyFamilyIsThere() throws { #expect(try Self.goldens.get().cases.count == 30) }
}
