import Kernels

/// Which operations run, in which order, and from when to when every buffer must live.
struct ProgramLayout {
  struct Backward {
    let node: Int
    /// Per input: set if this is the first gradient to arrive there, add if not, `nil` if none is wanted.
    let writings: [Writing?]
  }

  /// Operation nodes in the order they run.
  let forward: [Int]
  let backward: [Backward]
  let requests: [MemoryPlan.Request]
  /// Index of a node's request; parameters and unused nodes have none.
  let values: [Int: Int]
  let saved: [Int: Int]
  let gradients: [Int: Int]

  init(_ graph: Graph, results: [Int], differentiating: Int?) {
    let nodes = graph.nodes
    let used = Self.reachable(graph, from: results + (differentiating.map { [$0] } ?? []))
    forward = nodes.indices.filter { used.contains($0) && Self.isOperation(nodes[$0]) }
    // Time: forward steps 0..<n, backward steps n..., each operation's backward mirrored.
    let clock = nodes.count
    let end = 2 * clock
    func backwardTime(_ node: Int) -> Int { end - 1 - node }

    var backward: [Backward] = []
    var firstArrival: [Int: Int] = [:]
    if let differentiating, nodes[differentiating].needsGradient {
      let wanted = Self.reachable(graph, from: [differentiating])
      firstArrival[differentiating] = clock
      for node in forward.reversed() where wanted.contains(node) && nodes[node].needsGradient {
        let inputs = Self.operation(graph, node).inputs
        let writings = inputs.map { input -> Writing? in
          guard nodes[input].needsGradient else { return nil }
          if firstArrival[input] == nil {
            firstArrival[input] = backwardTime(node)
            return .set
          }
          return .add
        }
        backward.append(Backward(node: node, writings: writings))
      }
    }
    self.backward = backward

    // A value lives from its own step to its last reader, a gradient from its first arrival to its operation's
    // backward.
    var lastRead: [Int: Int] = [:]
    func read(_ node: Int, at time: Int) { lastRead[node] = max(lastRead[node] ?? 0, time) }
    for node in forward { for input in Self.operation(graph, node).inputs { read(input, at: node) } }
    for step in backward {
      let (operation, inputs) = Self.operation(graph, step.node)
      for input in operation.backwardReads.inputs where inputs.indices.contains(input) {
        read(inputs[input], at: backwardTime(step.node))
      }
      if operation.backwardReads.output { read(step.node, at: backwardTime(step.node)) }
    }
    for result in results { lastRead[result] = end }
    if let differentiating { lastRead[differentiating] = end }

    var requests: [MemoryPlan.Request] = []
    var (values, saved, gradients): ([Int: Int], [Int: Int], [Int: Int]) = ([:], [:], [:])
    func request(_ count: Int, _ first: Int, _ last: Int) -> Int {
      requests.append(.init(count: count, first: first, last: last))
      return requests.count - 1
    }
    let differentiated = Set(backward.map(\.node))
    for (index, node) in nodes.enumerated() where used.contains(index) {
      switch node.source {
      case .parameter: break
      case .input(let wantsGradient):
        values[index] = request(node.shape.count, 0, end)
        if wantsGradient, firstArrival[index] != nil { gradients[index] = request(node.shape.count, clock, end) }
      case .operation(let operation, _):
        values[index] = request(node.shape.count, index, lastRead[index] ?? index)
        let count = operation.savedCount(node.inputShapes, isTraining: graph.isTraining)
        if count > 0 {
          saved[index] = request(count, index, differentiated.contains(index) ? backwardTime(index) : index)
        }
        if let arrival = firstArrival[index] {
          gradients[index] = request(node.shape.count, arrival, backwardTime(index))
        }
      }
    }
    (self.requests, self.values, self.saved, self.gradients) = (requests, values, saved, gradients)
  }

  /// The operation of a node and its inputs. Traps for other nodes.
  static func operation(_ graph: Graph, _ node: Int) -> (operation: any Operation, inputs: [Int]) {
    guard case .operation(let operation, let inputs) = graph.nodes[node].source else {
      preconditionFailure("node \(node) is no operation")
    }
    return (operation, inputs)
  }

  private static func isOperation(_ node: Graph.Node) -> Bool {
    if case .operation = node.source { true } else { false }
  }

  private static func reachable(_ graph: Graph, from roots: [Int]) -> Set<Int> {
    var found = Set<Int>()
    var open = roots
    while let node = open.popLast() {
      guard found.insert(node).inserted, case .operation(_, let inputs) = graph.nodes[node].source else { continue }
      open += inputs
    }
    return found
  }
}
