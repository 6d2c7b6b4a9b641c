import Foundation
import Tensors
import Testing

struct ShapeTests {
  @Test(arguments: [
    (Shape([]), 0, 1, 1, "[]"), (Shape([7]), 1, 7, 7, "[7]"), (Shape([2, 3, 4, 5]), 4, 120, 5, "[2, 3, 4, 5]"),
    (Shape([3, 0, 2]), 3, 0, 2, "[3, 0, 2]"),
  ])
  func describesItself(_ shape: Shape, _ rank: Int, _ count: Int, _ channels: Int, _ text: String) {
    #expect(shape.rank == rank)
    #expect(shape.count == count)
    #expect(shape.channels == channels)
    #expect(shape.description == text)
    for axis in 0..<rank { #expect(shape[axis] == shape.dimensions[axis]) }
  }

  @Test func equality() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([2, 3]) != [2, 3, 1])
    #expect(Set([Shape([2, 3]), [2, 3], [6]]).count == 2)
  }

  @Test func encodesAsAListOfNumbers() throws {
    let data = try JSONEncoder().encode(Shape([2, 3]))
    #expect(String(decoding: data, as: UTF8.self) == "[2,3]")
    #expect(try JSONDecoder().decode(Shape.self, from: data) == [2, 3])
  }

  @Test(arguments: ["[2,-1]", "[1.5]", "{}", "[\"2\"]", "[99999999999999999999]"])
  func malformedShapesAreRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Shape.self, from: Data(text.utf8)) }
  }

  @Test func aNegativeExtentTraps() async {
    await #expect(processExitsWith: .failure) { _ = Shape([2, -1]) }
  }

  @Test func errorsNameOperationExpectedAndFound() {
    let error = ShapeError("addition", expected: "two tensors of one shape", found: [[2, 3], [4]])
    #expect(error.description == "addition expects two tensors of one shape, found [2, 3] and [4]")
  }
}
