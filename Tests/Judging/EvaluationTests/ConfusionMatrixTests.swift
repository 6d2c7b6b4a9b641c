import Evaluation
import Testing

@Suite struct ConfusionMatrixTests {
  private let matrix = ConfusionMatrix(classNames: ["a", "b", "c"], counts: [5, 1, 2, 0, 7, 2, 0, 0, 3])

  @Test func sums() {
    #expect(matrix.total == 20 && matrix.correct == 15)
    #expect(matrix.accuracy.value == 0.75)
    #expect((0..<3).map(matrix.support) == [8, 9, 3])
    #expect((0..<3).map(matrix.predicted) == [5, 8, 7])
    #expect(matrix[true: 0, predicted: 2] == 2 && matrix[true: 2, predicted: 0] == 0)
  }

  @Test func mostConfusedComeFirstThenByClass() {
    #expect(
      matrix.mostConfused(5) == [
        .init(trueClass: 0, predictedClass: 2, count: 2), .init(trueClass: 1, predictedClass: 2, count: 2),
        .init(trueClass: 0, predictedClass: 1, count: 1),
      ])
    #expect(matrix.mostConfused(1).count == 1)
  }
}
