import Kernels
import Tensors

/// How a parameter is filled before training.
package enum Initializer: Sendable {
  case constant(Float)
  /// Normal with mean 0 and deviation √(2 / fan): He et al. 2015, for layers before a rectifier.
  case heNormal(fan: Int)
  /// Uniform in ±bound.
  case uniform(bound: Float)
  /// For convolutions of an odd kernel: the first outputs, as many as there are inputs, pass one input on each (Dirac);
  /// the others are uniform in ±bound.
  case dirac(bound: Float)
}

/// Collects the parameters of a model while its layers are made. Nested scopes give the dotted names.
package struct ParameterBuilder {
  private var path: [String] = []
  private var entries: [ParameterEntry] = []
  private var states: [ParameterEntry] = []
  private var initializers: [Initializer] = []
  private var stateValues: [Float] = []

  package init() {}

  /// Makes a layer under a name: what it declares is called "name.…".
  package mutating func scope<Layer>(_ name: String, _ make: (inout ParameterBuilder) throws -> Layer) rethrows -> Layer
  {
    path.append(name)
    defer { path.removeLast() }
    return try make(&self)
  }

  /// Declares a learned tensor. Traps if the name is taken.
  package mutating func parameter(
    _ name: String, _ shape: Shape, role: ParameterRole, layout: FileLayout = .plain,
    training: ParameterTraining = .always, _ initializer: Initializer
  ) -> ParameterID {
    let entry = entry(name, shape, role, layout, training, after: entries)
    entries.append(entry)
    initializers.append(initializer)
    return ParameterID(index: entries.count - 1)
  }

  /// Declares a tensor that no gradient reaches. Traps if the name is taken.
  package mutating func state(_ name: String, _ shape: Shape, filledWith value: Float) -> StateID {
    let entry = entry(name, shape, .normalization, .plain, .never, after: states)
    states.append(entry)
    stateValues.append(value)
    return StateID(index: states.count - 1)
  }

  /// The store for inference: all zeros, to be loaded from a file, and no gradients.
  package func build() -> ParameterStore { ParameterStore(entries: entries, states: states, keepsGradients: false) }

  /// The store for training with every tensor filled. Each parameter draws from a stream of its own: a layer added at
  /// the end changes no other layer's numbers.
  package func build(seed: UInt64) -> ParameterStore {
    let store = ParameterStore(entries: entries, states: states, keepsGradients: true)
    for (index, entry) in entries.enumerated() {
      var stream = RandomStream(seed: seed, "initial", index)
      let region = store.part(store.values, entry)
      switch initializers[index] {
      case .constant(let value): region.fill(value)
      case .heNormal(let fan):
        let deviation = (2 / Float(fan)).squareRoot()
        region.assign((0..<region.count).map { _ in deviation * stream.normal() })
      case .uniform(let bound):
        region.assign((0..<region.count).map { _ in stream.uniform(-bound, bound) })
      case .dirac(let bound):
        region.assign((0..<region.count).map { _ in stream.uniform(-bound, bound) })
        Self.passInputsOn(region, entry.shape)
      }
    }
    for (entry, value) in zip(states, stateValues) { store.part(store.stateValues, entry).fill(value) }
    return store
  }

  /// Makes output c of weights [R, R, C, K] pass input c on, for all c below C and K: 1 at the kernel's middle, else 0.
  private static func passInputsOn(_ weights: Region, _ shape: Shape) {
    let (kernel, inputs, outputs) = (shape[0], shape[2], shape[3])
    for row in 0..<kernel * kernel * inputs {
      for output in 0..<min(inputs, outputs) {
        let isMiddle = row / inputs == kernel * kernel / 2
        weights[row * outputs + output] = isMiddle && row % inputs == output ? 1 : 0
      }
    }
  }

  private func entry(
    _ name: String, _ shape: Shape, _ role: ParameterRole, _ layout: FileLayout, _ training: ParameterTraining,
    after list: [ParameterEntry]
  ) -> ParameterEntry {
    let full = (path + [name]).joined(separator: ".")
    precondition(!(entries + states).contains { $0.name == full }, "two tensors called '\(full)'")
    let offset = list.last.map { $0.offset + padded($0.shape.count) } ?? 0
    return ParameterEntry(name: full, shape: shape, role: role, layout: layout, training: training, offset: offset)
  }
}
