import Tensors

/// The numbers of a tensor in a file, row-major.
///
/// Files hold more types than the library computes with. On reading, F16 and BF16 become `floats` (exactly), the
/// integers of 8 to 64 bits become `integers`, U8 and BOOL become `bytes`.
package enum TensorValues: Sendable, Equatable {
  case floats([Float])
  case doubles([Double])
  case integers([Int64])
  case bytes([UInt8])

  package var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    case .integers(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// How these numbers are stored in a file.
  package var elementType: ElementType {
    switch self {
    case .floats: .float32
    case .doubles: .float64
    case .integers: .int64
    case .bytes: .uint8
    }
  }
}

/// A tensor under the name it has in a file, such as `layer1.0.conv1.weight`.
package struct NamedTensor: Sendable, Equatable {
  package let name: String
  package let shape: Shape
  package let values: TensorValues

  /// 32-bit floats: parameters, momentum, running statistics.
  package init(_ name: String, _ tensor: Tensor) {
    (self.name, self.shape, self.values) = (name, tensor.shape, .floats(tensor.elements))
  }

  /// Any stored type. Traps if the number of values is not the shape's.
  package init(_ name: String, _ shape: Shape, _ values: TensorValues) {
    precondition(values.count == shape.count, "\(values.count) values for shape \(shape) of tensor \(name)")
    (self.name, self.shape, self.values) = (name, shape, values)
  }

  /// A single integer, such as `bn1.num_batches_tracked`.
  package init(_ name: String, scalar: Int64) { self.init(name, [], .integers([scalar])) }

  /// The numbers as 32-bit floats; `nil` for integers, bytes and doubles, which are not to be mistaken for weights.
  package var tensor: Tensor? {
    guard case .floats(let elements) = values else { return nil }
    return Tensor(shape, elements)
  }
}
