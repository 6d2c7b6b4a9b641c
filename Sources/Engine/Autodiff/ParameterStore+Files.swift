import Kernels
import Tensors

/// Exchange with files: named tensors in the files' order of axes.
extension ParameterStore {
  /// Every parameter and every state by name, in the order they were made.
  package func tensors() -> [(name: String, tensor: Tensor)] {
    tensors(of: values) + states.map { ($0.name, Self.exported($0, part(stateValues, $0))) }
  }

  /// The entries of a flat block laid out like `values` (averaged weights, momentum), by name.
  package func tensors(of block: Region) -> [(name: String, tensor: Tensor)] {
    entries.map { ($0.name, Self.exported($0, part(block, $0))) }
  }

  /// Puts a named tensor in its place. Throws if the name is unknown or the shape differs.
  package func load(_ name: String, _ tensor: Tensor) throws(ParameterMismatch) {
    if let entry = entries.first(where: { $0.name == name }) {
      try Self.load(tensor, entry, part(values, entry))
    } else if let entry = states.first(where: { $0.name == name }) {
      try Self.load(tensor, entry, part(stateValues, entry))
    } else {
      throw ParameterMismatch(name: name, expected: nil, found: tensor.shape)
    }
  }

  private static func exported(_ entry: ParameterEntry, _ region: Region) -> Tensor {
    let tensor = Tensor(entry.shape, region.copy())
    switch entry.layout {
    case .plain: return tensor
    case .convolution: return tensor.permuted([3, 2, 0, 1])
    }
  }

  private static func load(_ tensor: Tensor, _ entry: ParameterEntry, _ region: Region) throws(ParameterMismatch) {
    guard tensor.shape == entry.fileShape else {
      throw ParameterMismatch(name: entry.name, expected: entry.fileShape, found: tensor.shape)
    }
    switch entry.layout {
    case .plain: region.assign(tensor.elements)
    case .convolution: assign(tensor.elements, entry.shape, region)
    }
  }

  /// Turns elements [outputs, inputs, kernel, kernel] into a region [kernel, kernel, inputs, outputs]. Sixteen outputs
  /// at a time: each of them is then read, and the region written, in runs of whole cache lines.
  private static func assign(_ elements: [Float], _ shape: Shape, _ region: Region) {
    let (taps, inputs, outputs) = (shape[0] * shape[1], shape[2], shape[3])
    let source = elements.span
    region.write { target in
      for first in stride(from: 0, to: outputs, by: 16) {
        let count = min(16, outputs - first)
        for input in 0..<inputs {
          for tap in 0..<taps {
            let to = (tap * inputs + input) * outputs + first
            var from = (first * inputs + input) * taps + tap
            for output in 0..<count {
              target[to + output] = source[from]
              from += inputs * taps
            }
          }
        }
      }
    }
  }
}

/// A named tensor that the model has no place for, or of another shape.
package struct ParameterMismatch: Error, Sendable, Equatable, CustomStringConvertible {
  package let name: String
  /// `nil` if the model has no tensor of this name.
  package let expected: Shape?
  package let found: Shape

  package var description: String {
    expected.map { "tensor '\(name)' has shape \(found), the model expects \($0)" }
      ?? "the model has no tensor '\(name)' (found one of shape \(found))"
  }
}
