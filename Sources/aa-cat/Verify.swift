import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardFormat
import ShardInspection

/// `aa-cat verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify a proof that 'prove' wrote.",
    discussion: """
      The path must lead from the entry to the root that the proof names. That proves something only when the root is \
      the one you trust: give it with --root, or with --shard, whose members' roots are taken from their ends. With \
      --record the entry must be the SHA-256 of these bytes.

      Example:
        aa-cat verify proof.json --root $(cat published-root)
        aa-cat verify proof.json --shard release.aas --record record.cbor

      Exit codes: 0 proven; 1 not proven; 64 wrong usage.
      """)

  @Argument(help: "The proof; '-' is standard input.")
  var file = "-"
  @Option(help: ArgumentHelp("The content root, 64 hexadecimal digits.", valueName: "hex"))
  var root: String?
  @Option(help: ArgumentHelp("A shard with that content root.", valueName: "file"))
  var shard: String?
  @Option(help: ArgumentHelp("The record's bytes, CBOR.", valueName: "file"))
  var record: String?
  @Flag(name: .shortAndLong, help: "No line when it is proven.")
  var quiet = false

  func validate() throws {
    if let root, Digest(hex: root) == nil { throw ValidationError("--root must be 64 hexadecimal digits") }
    if root != nil, shard != nil { throw ValidationError("--root and --shard exclude each other") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let source = try Streams.input(file, expecting: "a proof")
      let document: ProofDocument
      do { document = try ProofDocument(parsing: try source.readAll(limit: 1 << 20)) } catch let error
        as StreamError
      {
        throw error
      } catch { throw Failure("\(source.name): no proof: \(error)") }
      guard document.isConsistent else {
        throw Failure("\(source.name): not proven: the path does not lead from the entry to the root")
      }
      if let root, Digest(hex: root) != document.root {
        throw Failure("\(source.name): not proven: it is about the root \(document.root)")
      }
      if let shard {
        let roots = try MappedShard.members(path: shard).map(\.end.contentRoot)
        guard roots.contains(document.root) else {
          throw Failure("\(source.name): not proven: no member of \(shard) has the root \(document.root)")
        }
      }
      if let record, SHA256.hash(try Files.read(record)) != document.proof.entry {
        throw Failure("\(source.name): not proven: it is not about \(record)")
      }
      if !quiet { try tell(document) }
      return .done
    }
  }

  private func tell(_ document: ProofDocument) throws {
    let sink = try Streams.textOutput("-")
    let trust = root == nil && shard == nil ? " (compare the root with the one you trust)" : ""
    try sink.write(
      "entry \(document.proof.index) of \(document.proof.count), \(document.proof.entry), is under the root "
        + "\(document.root)\(trust)\n")
    try sink.commit()
  }
}
