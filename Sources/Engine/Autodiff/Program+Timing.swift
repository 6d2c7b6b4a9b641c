import Tensors

/// How long one operation of a program takes.
package struct OperationTiming: Sendable {
  /// As the operation is called: "convolution".
  package let name: String
  /// Of the first input (a residual, if there is one) and of the result.
  package let input: Shape
  package let output: Shape
  /// Multiplications and additions of the forward pass, done directly.
  package let work: Int
  /// The same of the backward pass: as many for the gradient of the weights, and again for that of the input if it is
  /// wanted.
  package internal(set) var backwardWork: Int
  package internal(set) var forwardSeconds: Double
  /// 0 in inference.
  package internal(set) var backwardSeconds: Double
}

extension Program {
  /// Multiplications and additions of a run, done directly: of the forward pass and, if it was planned, of the backward
  /// pass.
  package var work: Int {
    forwardSteps.reduce(0) { $0 + $1.operation.work($1.context.shapes) }
      + backwardSteps.reduce(0) { $0 + Self.work($1) }
  }

  private static func work(_ step: BackwardStep) -> Int {
    let context = step.context
    let wantsInput = context.inputGradients.first.flatMap { $0 } != nil
    return step.operation.work(context.shapes) * (wantsInput ? 2 : 1)
  }

  /// Runs forward and, if it was planned, backward, and times every operation, in the order of the forward pass.
  ///
  /// - Parameter clock: seconds since any fixed moment.
  package func timings(clock: () -> Double) -> [OperationTiming] {
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
          work: step.operation.work(shapes), backwardWork: 0, forwardSeconds: clock() - start, backwardSeconds: 0))
    }
    seedGradient(1)
    for step in backwardSteps {
      let start = clock()
      step.operation.backward(step.context)
      let seconds = clock() - start
      guard let place = places[step.node] else { continue }
      (timings[place].backwardSeconds, timings[place].backwardWork) = (seconds, Self.work(step))
    }
    return timings
  }
}
