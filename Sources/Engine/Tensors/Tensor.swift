/// A dense array of 32-bit floats in row-major order. A value: copies share storage until one of them is written.
///
/// Tensors carry numbers between files, initialisers, tests and the engine. Training itself runs on planned memory
/// (see `Autodiff`), not on these.
package struct Tensor: Sendable, Equatable {
  package let shape: Shape
  package var elements: [Float] {
    didSet { precondition(elements.count == shape.count, "\(elements.count) elements for shape \(shape)") }
  }

  /// Traps if the number of elements is not the shape's.
  package init(_ shape: Shape, _ elements: [Float]) {
    precondition(elements.count == shape.count, "\(elements.count) elements for shape \(shape)")
    (self.shape, self.elements) = (shape, elements)
  }
  package init(_ shape: Shape, repeating value: Float = 0) {
    self.init(shape, [Float](repeating: value, count: shape.count))
  }

  /// The same elements under another shape of equal count. Traps otherwise.
  package func reshaped(_ shape: Shape) -> Tensor { Tensor(shape, elements) }

  /// The axes in another order: `permuted([0, 2, 3, 1])` turns [N, C, H, W] into [N, H, W, C].
  package func permuted(_ order: [Int]) -> Tensor {
    precondition(order.sorted() == Array(0..<shape.rank), "\(order) is no permutation of \(shape.rank) axes")
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let target = Shape(order.map { shape[$0] })
    let steps = order.map { strides[$0] }
    var index = [Int](repeating: 0, count: shape.rank)
    var source = 0
    var result = [Float](repeating: 0, count: shape.count)
    for position in result.indices {
      result[position] = elements[source]
      for axis in stride(from: target.rank - 1, through: 0, by: -1) {
        index[axis] += 1
        source += steps[axis]
        if index[axis] < target[axis] { break }
        source -= steps[axis] * target[axis]
        index[axis] = 0
      }
    }
    return Tensor(target, result)
  }
}
