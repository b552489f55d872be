/// How the values of columns are put together to rows: a tree of fields, flat in memory, so that reading it costs no
/// reference counting.
final class RecordPlan {
  /// One field of the rows.
  ///
  /// Levels say what is there: a definition level below `presentLevel` means that the field is null; a repetition level
  /// of `repetition` that a list goes on.
  struct Node {
    enum Kind { case leaf, structure, list, map }

    var kind: Kind
    /// Columns under it, among those that are read.
    var leaves: Range<Int>
    var isOptional = false
    var presentLevel: UInt8 = 0
    /// Of lists and maps: the definition level from which on there is an element.
    var elementLevel: UInt8 = 0
    var repetition: UInt8 = 0
    /// Fields of a structure; the element of a list; key and value of a map.
    var children: Range<Int> = 0..<0
    /// The names of a structure's fields, among those of the plan.
    var names: Unmanaged<ParquetFields>?
  }

  let fields: ParquetFields
  private let nodes: UnsafeMutablePointer<Node>
  /// Keeps the nodes' names.
  private let names: [ParquetFields]
  private let root: Node

  /// - Parameter fields: the names of the rows' values.
  init(_ tree: FieldTree) {
    var flat: [Node] = []
    var names: [ParquetFields] = []
    root = RecordPlan.add(tree, &flat, &names)
    fields = names.last ?? ParquetFields([])
    self.names = names
    nodes = .allocate(capacity: max(flat.count, 1))
    nodes.initialize(from: flat, count: flat.count)
  }

  deinit { nodes.deallocate() }

  /// Lays the children of each field side by side.
  private static func add(_ tree: FieldTree, _ flat: inout [Node], _ names: inout [ParquetFields]) -> Node {
    let children = tree.children.map { add($0, &flat, &names) }
    var node = tree.node
    node.children = flat.count..<flat.count + children.count
    flat += children
    if node.kind == .structure {
      let fields = ParquetFields(tree.names)
      names.append(fields)
      node.names = Unmanaged.passUnretained(fields)
    }
    return node
  }

  /// The values of the next row.
  func read(_ cursors: UnsafeMutablePointer<LeafCursor>) throws -> [ParquetValue] {
    try RecordReading(nodes: nodes, cursors: cursors).fields(root.children, 0)
  }
}

/// The tree before it is flat.
struct FieldTree {
  var node: RecordPlan.Node
  var children: [FieldTree] = []
  /// Of a structure's children.
  var names: [String] = []
}
