import Tensors
import Testing

struct TensorTests {
  @Test func making() {
    #expect(Tensor([2, 2]).elements == [0, 0, 0, 0])
    #expect(Tensor([3], repeating: 1.5).elements == [1.5, 1.5, 1.5])
    #expect(Tensor([], [7]).elements == [7])
    #expect(Tensor([0, 3], []).elements == [])
  }

  @Test func copiesAreIndependent() {
    let original = Tensor([2], [1, 2])
    var copy = original
    copy.elements[0] = 9
    #expect(original.elements == [1, 2] && copy.elements == [9, 2])
  }

  @Test func reshapingKeepsTheOrder() {
    let tensor = Tensor([2, 3], [0, 1, 2, 3, 4, 5])
    #expect(tensor.reshaped([3, 2]) == Tensor([3, 2], [0, 1, 2, 3, 4, 5]))
    #expect(tensor.reshaped([6]) != tensor)
  }

  @Test func transposition() {
    let tensor = Tensor([2, 3], [0, 1, 2, 3, 4, 5])
    #expect(tensor.permuted([1, 0]) == Tensor([3, 2], [0, 3, 1, 4, 2, 5]))
    #expect(tensor.permuted([0, 1]) == tensor)
  }

  /// Files' [N, C, H, W] and [O, I, H, W], the engine's [N, H, W, C] and [H, W, I, O], and every order of three axes.
  @Test(arguments: [
    [0, 2, 3, 1], [0, 3, 1, 2], [2, 3, 1, 0], [3, 2, 0, 1], [3, 2, 1, 0], [0, 1, 2, 3], [1, 0, 3, 2],
  ])
  func permutationMovesEveryElement(_ order: [Int]) {
    let shape = Shape([2, 3, 4, 5])
    let tensor = Tensor(shape, (0..<shape.count).map { Float($0) })
    let result = tensor.permuted(order)
    #expect(result.shape == Shape(order.map { shape[$0] }))
    for position in 0..<shape.count {
      // The coordinates of the result's element are those of the tensor's, in the new order.
      let coordinates = Self.coordinates(position, result.shape)
      var source = [0, 0, 0, 0]
      for (axis, original) in order.enumerated() { source[original] = coordinates[axis] }
      #expect(result.elements[position] == Float(Self.position(source, shape)))
    }
    let inverse = order.indices.map { axis in order.firstIndex(of: axis) ?? -1 }
    #expect(result.permuted(inverse) == tensor)
  }

  @Test func permutingNothing() {
    #expect(Tensor([], [3]).permuted([]) == Tensor([], [3]))
    #expect(Tensor([2, 0, 3]).permuted([2, 1, 0]) == Tensor([3, 0, 2]))
    #expect(Tensor([1, 1, 1], [4]).permuted([2, 0, 1]) == Tensor([1, 1, 1], [4]))
  }

  @Test func otherCountsOrAxesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([2, 2], [1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([2, 2]).permuted([0, 0]) }
    await #expect(processExitsWith: .failure) {
      var tensor = Tensor([2])
      tensor.elements.append(1)
    }
  }

  private static func coordinates(_ position: Int, _ shape: Shape) -> [Int] {
    var rest = position
    return shape.dimensions.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }
  private static func position(_ coordinates: [Int], _ shape: Shape) -> Int {
    zip(coordinates, shape.dimensions).reduce(0) { $0 * $1.1 + $1.0 }
  }
}
