import Kernels
import Tensors

/// A learned tensor's place in the store.
package struct ParameterID: Hashable, Sendable {
  let index: Int
}

/// A tensor that is part of a model but not learned by gradients, such as a running mean.
package struct StateID: Hashable, Sendable {
  let index: Int
}

/// What a parameter is for: optimizers treat biases and normalisation parameters differently from weights.
package enum ParameterRole: String, Sendable, Codable {
  case weight, bias, normalization
}

/// When a parameter follows its gradient.
package enum ParameterTraining: Sendable {
  case always
  /// Only as long as the graph says so: in the first epochs of a run.
  case early
  /// Never: a constant that travels with the weights.
  case never
}

/// How a tensor lies in files, where it differs from the engine's order.
package enum FileLayout: Sendable {
  case plain
  /// Engine: [kernel, kernel, inputs, outputs]; files: [outputs, inputs, kernel, kernel], as everybody's.
  case convolution
}

/// One entry of the store.
package struct ParameterEntry: Sendable {
  /// Dotted path, such as "layer1.0.conv1.weight".
  package let name: String
  /// In the engine's order.
  package let shape: Shape
  package let role: ParameterRole
  package let layout: FileLayout
  package let training: ParameterTraining
  let offset: Int

  /// The shape in files.
  package var fileShape: Shape {
    switch layout {
    case .plain: shape
    case .convolution: [shape[3], shape[2], shape[0], shape[1]]
    }
  }
}

/// All parameters of a model in one flat block, their gradients in another of the same layout, and the states in a
/// third: an optimizer step, an average, a checkpoint are one sweep.
package final class ParameterStore: Sendable {
  package let entries: [ParameterEntry]
  /// Running statistics and the like; `role` says nothing here.
  package let states: [ParameterEntry]
  /// [parameterCount], in the order of `entries`, each padded to a multiple of 16 floats.
  package let values: Region
  /// Empty in a store that was made for inference.
  package let gradients: Region
  package let stateValues: Region

  init(entries: [ParameterEntry], states: [ParameterEntry], keepsGradients: Bool) {
    self.entries = entries
    self.states = states
    values = Memory(count: Self.extent(entries)).region
    gradients = Memory(count: keepsGradients ? Self.extent(entries) : 0).region
    stateValues = Memory(count: Self.extent(states)).region
  }

  private static func extent(_ entries: [ParameterEntry]) -> Int {
    entries.last.map { $0.offset + padded($0.shape.count) } ?? 0
  }

  /// Number of learned floats; padding and what is never trained are not counted.
  package var parameterCount: Int { entries.reduce(0) { $0 + ($1.training == .never ? 0 : $1.shape.count) } }

  package func entry(_ id: ParameterID) -> ParameterEntry { entries[id.index] }
  package func value(_ id: ParameterID) -> Region { part(values, entries[id.index]) }
  /// Traps in a store that was made for inference.
  package func gradient(_ id: ParameterID) -> Region {
    precondition(keepsGradients, "a gradient in a store that was made for inference")
    return part(gradients, entries[id.index])
  }
  var keepsGradients: Bool { gradients.count == values.count }
  package func state(_ id: StateID) -> Region { part(stateValues, states[id.index]) }

  /// The run of an entry in a flat block laid out like `values`, such as a momentum.
  package func part(_ block: Region, _ entry: ParameterEntry) -> Region { block.part(entry.offset, entry.shape.count) }
}

/// Rounds up to whole cache lines of floats.
func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

extension ParameterStore {
  /// Start and extent (padding included) of every parameter in the flat block, in order, without gaps.
  package var extents: [(start: Int, entry: ParameterEntry, count: Int)] {
    entries.map { ($0.offset, $0, padded($0.shape.count)) }
  }
}
