import Tensors

/// How long one operation of a program takes.
public struct OperationTiming: Sendable {
  /// As the operation is called: "convolution".
  public let name: String
  /// Of the first input (a residual, if there is one) and of the result.
  public let input: Shape
  public let output: Shape
  /// Multiplications and additions of the forward pass, done directly.
  public let work: Int
  public internal(set) var forwardSeconds: Double
  /// 0 in inference.
  public internal(set) var backwardSeconds: Double
}

extension Program {
  /// Runs forward and, if it was planned, backward, and times every operation, in the order of the forward pass.
  ///
  /// - Parameter clock: seconds since any fixed moment.
  public func timings(clock: () -> Double) -> [OperationTiming] {
    var places: [Int: Int] = [:]
    var timings: [OperationTiming] = []
    prepareIfNeeded()
    for step in forwardSteps {
      let start = clock()
      step.operation.forward(step.context)
      let shapes = step.context.shapes
      places[step.node] = timings.count
      timings.append(
        OperationTiming(
          name: step.operation.name, input: shapes.first ?? [], output: step.context.outputShape,
          work: step.operation.work(shapes), forwardSeconds: clock() - start, backwardSeconds: 0))
    }
    seedGradient(1)
    for step in backwardSteps {
      let start = clock()
      step.operation.backward(step.context)
      if let place = places[step.node] { timings[place].backwardSeconds = clock() - start }
    }
    return timings
  }
}
