import Kernels
import Tensors

/// A planned graph: every buffer has its place in one arena, every step its regions. Running it allocates no buffer.
package final class Program {
  struct ForwardStep {
    let node: Int
    let operation: any Operation
    let context: ForwardContext
  }
  struct BackwardStep {
    let node: Int
    let operation: any Operation
    let context: BackwardContext
  }

  package let graph: Graph
  let forwardSteps: [ForwardStep]
  let backwardSteps: [BackwardStep]
  private let values: [Int: Region]
  private let gradients: [Int: Region]
  private let seed: Region?
  private let arena: Memory
  private let backend: Backend
  /// What an inference program shares with others of the same network.
  private let memory: InferenceMemory
  /// The state of the parameters that the prepared ones were made of.
  private var preparedVersion = 0
  /// The regions of an inference pass, recorded in the second one, when scratch has its final size.
  private var recording: ThreadPool.Recording?
  private var passes = 0
  /// Bytes of activations, saved buffers and gradients.
  package let arenaBytes: Int

  /// Plans the graph.
  ///
  /// - Parameters:
  ///   - results: values that can be read after `forward()`; everything else may be overwritten.
  ///   - differentiating: the value that `backward()` differentiates, with respect to all parameters and to the inputs
  ///     that want a gradient; `nil` for a program that only runs forward.
  ///   - memory: of inference programs that never run at the same time: they work in one arena, and what is made of the
  ///     parameters is kept once. What one of them computed is lost when another runs.
  package init(
    _ graph: Graph, results: [Value], differentiating: Value? = nil, memory: InferenceMemory = InferenceMemory(),
    backend: Backend
  ) {
    let layout = ProgramLayout(graph, results: results.map(\.index), differentiating: differentiating?.index)
    let plan = MemoryPlan(layout.requests)
    let arena = memory.arena(atLeast: plan.extent)
    let store = graph.store

    func place(_ request: Int?) -> Region? {
      request.map { Region(arena, offset: plan.offsets[$0], count: layout.requests[$0].count) }
    }
    let empty = Region(arena, offset: 0, count: 0)
    var values: [Int: Region] = [:]
    var gradients: [Int: Region] = [:]
    for (index, node) in graph.nodes.enumerated() {
      if case .parameter(let id) = node.source {
        values[index] = store.value(id)
        if differentiating != nil { gradients[index] = store.gradient(id) }
      } else {
        values[index] = place(layout.values[index])
        gradients[index] = place(layout.gradients[index])
      }
    }

    func prepared(_ index: Int, _ operation: any Operation, _ inputs: [Int]) -> Region {
      guard !graph.isTraining, let preparation = operation.preparation(graph.nodes[index].inputShapes, backend) else {
        return empty
      }
      let parameters = inputs.compactMap { input -> ParameterID? in
        if case .parameter(let id) = graph.nodes[input].source { id } else { nil }
      }
      return memory.prepared(preparation, of: parameters)
    }

    (self.graph, self.backend, self.memory) = (graph, backend, memory)
    self.arena = arena
    forwardSteps = layout.forward.map { index in
      let step = ProgramLayout.operation(graph, index)
      return ForwardStep(
        node: index, operation: step.operation,
        context: ForwardContext(
          backend: backend, inputs: step.inputs.map { values[$0] ?? empty }, shapes: graph.nodes[index].inputShapes,
          output: values[index] ?? empty, outputShape: graph.nodes[index].shape,
          saved: place(layout.saved[index]) ?? empty,
          prepared: prepared(index, step.operation, step.inputs),
          isTraining: graph.isTraining, store: store))
    }
    backwardSteps = layout.backward.map { backward in
      let index = backward.node
      let step = ProgramLayout.operation(graph, index)
      let targets = zip(step.inputs, backward.writings).map { input, writing in
        writing.flatMap { writing in gradients[input].map { Gradient(region: $0, writing: writing) } }
      }
      return BackwardStep(
        node: index, operation: step.operation,
        context: BackwardContext(
          backend: backend, inputs: step.inputs.map { values[$0] ?? empty }, shapes: graph.nodes[index].inputShapes,
          output: values[index] ?? empty, outputShape: graph.nodes[index].shape,
          saved: place(layout.saved[index]) ?? empty, outputGradient: gradients[index] ?? empty,
          inputGradients: targets))
    }
    self.values = values
    self.gradients = gradients
    seed = differentiating.flatMap { gradients[$0.index] }
    arenaBytes = 4 * plan.extent
  }

  /// The numbers of an input or a result. Traps for a value that is neither.
  package func region(_ value: Value) -> Region {
    guard value.graph === graph, let region = values[value.index] else {
      preconditionFailure("no such value in the program")
    }
    return region
  }

  /// The gradient of an input that wanted one, or of the differentiated value: the seed. Traps for others.
  package func gradient(_ value: Value) -> Region {
    guard value.graph === graph, let region = gradients[value.index] else { preconditionFailure("no gradient is kept") }
    return region
  }

  /// Overwrites every planned buffer: a test fills them with NaN to show that nothing is read before it is written.
  package func poison(_ value: Float) { arena.region.fill(value) }

  /// Says that parameters or running statistics have changed: an inference program keeps what it made of them.
  package func parametersChanged() { memory.parametersChanged() }

  /// Computes all results from the inputs and parameters.
  package func forward() {
    prepareIfNeeded()
    if let recording { return backend.run(recording) }
    passes += 1
    guard passes > 1, !graph.isTraining, forwardSteps.allSatisfy({ $0.operation.isRecordable }) else {
      return runForwardSteps()
    }
    recording = backend.record(runForwardSteps)
  }
  private func runForwardSteps() {
    for step in forwardSteps { step.operation.forward(step.context) }
  }

  func prepareIfNeeded() {
    guard !graph.isTraining, preparedVersion != memory.version else { return }
    for step in forwardSteps where step.context.prepared.count > 0 {
      memory.prepareOnce(step.context.prepared) { step.operation.prepare(step.context) }
    }
    preparedVersion = memory.version
  }
  func seedGradient(_ value: Float) { seed?.fill(value) }

  /// Differentiates, after `forward()`. `seed` fills the gradient of the differentiated value; `nil` leaves what the
  /// caller wrote there.
  package func backward(seed value: Float? = 1) {
    precondition(seed != nil, "the program was planned without a value to differentiate")
    if let value { seedGradient(value) }
    for step in backwardSteps { step.operation.backward(step.context) }
  }
}
