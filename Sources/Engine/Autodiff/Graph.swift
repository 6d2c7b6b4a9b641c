import Tensors

/// A computation recorded as a list of operations. Shapes are fixed, so it is recorded once per batch shape, planned
/// once (`Program`) and run many times.
package final class Graph {
  enum Source {
    case input(wantsGradient: Bool)
    case parameter(ParameterID)
    case operation(any Operation, inputs: [Int])
  }
  struct Node {
    let source: Source
    let shape: Shape
    let inputShapes: [Shape]
    let needsGradient: Bool
  }

  package let store: ParameterStore
  /// Whether normalisation uses the batch's statistics (and updates the running ones) or the running ones.
  package let isTraining: Bool
  /// Whether parameters that train early only get gradients.
  package let trainsEarly: Bool
  private(set) var nodes: [Node] = []
  private var parameterNodes: [ParameterID: Int] = [:]

  /// - Parameter trainsEarly: false in a training step past the epochs in which some parameters train.
  package init(_ store: ParameterStore, training: Bool, trainsEarly: Bool = true) {
    (self.store, self.trainsEarly) = (store, trainsEarly)
    isTraining = training
  }

  /// A value that is filled from outside before each run.
  package func input(_ shape: Shape, wantsGradient: Bool = false) -> Value {
    append(
      Node(source: .input(wantsGradient: wantsGradient), shape: shape, inputShapes: [], needsGradient: wantsGradient))
  }

  /// A parameter as a value. Asked twice, it is the same value.
  package func parameter(_ id: ParameterID) -> Value {
    let (shape, training) = (store.entry(id).shape, store.entry(id).training)
    if let index = parameterNodes[id] { return Value(graph: self, index: index, shape: shape) }
    let follows = training == .always || training == .early && trainsEarly
    let value = append(Node(source: .parameter(id), shape: shape, inputShapes: [], needsGradient: follows))
    parameterNodes[id] = value.index
    return value
  }

  /// Records an operation. Throws if the shapes do not fit it. Traps on a value of another graph.
  package func record(_ operation: any Operation, _ inputs: [Value]) throws(ShapeError) -> Value {
    precondition(inputs.allSatisfy { $0.graph === self }, "\(operation.name) mixes values of two graphs")
    let shapes = inputs.map(\.shape)
    let shape = try operation.shape(shapes)
    return append(
      Node(
        source: .operation(operation, inputs: inputs.map(\.index)), shape: shape, inputShapes: shapes,
        needsGradient: inputs.contains { nodes[$0.index].needsGradient }))
  }

  private func append(_ node: Node) -> Value {
    nodes.append(node)
    return Value(graph: self, index: nodes.count - 1, shape: node.shape)
  }
}

/// A tensor that the graph will compute. A handle: it holds no numbers.
package struct Value {
  package let graph: Graph
  let index: Int
  package let shape: Shape

  /// The same numbers under another shape of equal count; costs nothing.
  package func reshaped(_ shape: Shape) throws(ShapeError) -> Value {
    guard shape.count == self.shape.count else {
      throw ShapeError("reshape", expected: "\(self.shape.count) elements", found: [shape])
    }
    return Value(graph: graph, index: index, shape: shape)
  }
}
