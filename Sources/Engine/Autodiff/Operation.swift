import Kernels
import Tensors

/// One kind of computation with its gradient. Each lives in a file of its own under `Operations/`, and is the only
/// place that knows it: the graph, the planner and the executor treat all alike.
package protocol Operation: Sendable {
  /// As the field calls it: "convolution".
  var name: String { get }
  /// The shape of the result, or what is wrong with the inputs' shapes.
  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape
  /// Floats of a buffer that `forward` fills and `backward` reads; 0 for none.
  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int
  /// Inference only: what `prepare` makes of the parameters once, for all forward passes to come; `nil` for nothing.
  func preparation(_ inputs: [Shape], _ backend: Backend) -> Preparation?
  /// Inference only: fills `prepared` from the parameters.
  func prepare(_ context: ForwardContext)
  /// Inference only: whether all that `forward` does is done in parallel regions, so that they can be recorded and run
  /// again.
  var isRecordable: Bool { get }
  /// What `backward` reads besides the gradient and the saved buffer: memory of everything else is reused.
  var backwardReads: BackwardReads { get }
  /// Multiplications and additions of the forward pass, done directly; 0 where they do not matter.
  func work(_ inputs: [Shape]) -> Int
  /// Fills the output.
  func forward(_ context: ForwardContext)
  /// Sets or adds to the gradients of the inputs, as each `Gradient` says.
  func backward(_ context: BackwardContext)
}

extension Operation {
  package func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int { 0 }
  package func preparation(_ inputs: [Shape], _ backend: Backend) -> Preparation? { nil }
  package func prepare(_ context: ForwardContext) {}
  package var isRecordable: Bool { false }
  package func work(_ inputs: [Shape]) -> Int { 0 }
}

/// What inference makes of the parameters of an operation: equal preparations of the same parameters are the same
/// numbers.
package struct Preparation: Sendable, Hashable {
  /// Floats.
  let count: Int
  /// How the weights of each convolution are arranged.
  let forms: [PreparedWeightForm]
}

/// Which forward buffers a backward pass needs.
package struct BackwardReads: Sendable {
  /// Indices of inputs that are read.
  package let inputs: [Int]
  package let output: Bool
  package init(inputs: [Int] = [], output: Bool = false) { (self.inputs, self.output) = (inputs, output) }
}

/// What a forward pass is given. All memory is planned before the first run.
package struct ForwardContext: Sendable {
  package let backend: Backend
  package let inputs: [Region]
  package let shapes: [Shape]
  package let output: Region
  package let outputShape: Shape
  package let saved: Region
  /// What `prepare` fills; empty in training.
  package let prepared: Region
  /// False when the graph serves inference: running statistics are read, not updated.
  package let isTraining: Bool
  let store: ParameterStore

  package func state(_ id: StateID) -> Region { store.state(id) }
}

/// Where a gradient goes, and whether it is the first that arrives there.
package struct Gradient: Sendable {
  package let region: Region
  package let writing: Writing
}

/// What a backward pass is given. Only what `backwardReads` names may be read from the forward buffers.
package struct BackwardContext: Sendable {
  package let backend: Backend
  package let inputs: [Region]
  package let shapes: [Shape]
  package let output: Region
  package let outputShape: Shape
  package let saved: Region
  package let outputGradient: Region
  /// `nil` where no gradient is wanted.
  package let inputGradients: [Gradient?]
}
