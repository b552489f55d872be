import ByteStreams
import JSON
import ShardFormat

/// An inclusion proof as JSON (schemas/proof.schema.json).
public struct ProofDocument: Sendable, Equatable {
  public var proof: InclusionProof
  /// The content root that it leads to.
  public var root: Digest

  public init(proof: InclusionProof, root: Digest) {
    self.proof = proof
    self.root = root
  }

  public struct Malformed: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
  }

  /// - Throws: `JSONError`, `Malformed`.
  public init(parsing bytes: [UInt8]) throws {
    let json = try JSONValue(parsing: bytes)
    func digest(_ value: JSONValue?, _ name: String) throws -> Digest {
      guard let digest = value?.stringValue.flatMap({ Digest(hex: $0) }) else {
        throw Malformed(description: "'\(name)' must be 64 hexadecimal digits")
      }
      return digest
    }
    func number(_ name: String) throws -> UInt64 {
      guard let value = json[name]?.intValue, value >= 0 else {
        throw Malformed(description: "'\(name)' must be a number from 0")
      }
      return UInt64(value)
    }
    guard let path = json["path"]?.arrayValue, path.count <= 64 else {
      throw Malformed(description: "'path' must be a list of at most 64 digests")
    }
    root = try digest(json["root"], "root")
    proof = InclusionProof(
      entry: try digest(json["entry"], "entry"), index: try number("index"), count: try number("count"),
      path: try path.map { try digest($0, "path") })
  }

  public var json: JSONValue {
    .object(
      JSONObject([
        ("root", .string(root.hex)), ("entry", .string(proof.entry.hex)),
        ("index", .integer(Int64(clamping: proof.index))), ("count", .integer(Int64(clamping: proof.count))),
        ("path", .array(proof.path.map { .string($0.hex) })),
      ]))
  }

  /// The path leads from the entry to the root.
  public var isConsistent: Bool { proof.root == root }
}
