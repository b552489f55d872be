import Testing

@Suite struct ProgramsTests {
  @Test func everyProgramSaysItsVersionAndRefusesNonsense() throws {
    let version = try Programs.run("aa-cat", ["--version"])
    #expect(version.status == 0)
    #expect(!version.text.isEmpty)
    #expect(try Programs.run("aa-cat", ["--no-such-option"]).status == 64)
  }
}
