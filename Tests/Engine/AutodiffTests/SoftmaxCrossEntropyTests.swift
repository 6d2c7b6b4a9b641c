import Autodiff
import Kernels
import Testing

/// Labels as distributions, held against labels as class indices.
struct SoftmaxCrossEntropyTests {
  private let logits: [Float] = [0.5, -1, 2, 1.5, 0.25, -0.75]

  /// Loss and gradient of the logits [2, 3].
  private func run(_ labels: [Float], dense: Bool, smoothing: Float) throws -> (loss: Float, gradient: [Float]) {
    let graph = Graph(ParameterBuilder().build(seed: 0), training: true)
    let x = graph.input([2, 3], wantsGradient: true)
    let t = graph.input(dense ? [2, 3] : [2])
    let loss = try x.softmaxCrossEntropy(t, smoothing: smoothing)
    let program = Program(graph, results: [loss], differentiating: loss, backend: Backend(threads: 1))
    program.region(x).assign(logits)
    program.region(t).assign(labels)
    program.forward()
    program.backward()
    return (program.region(loss)[0], program.gradient(x).copy())
  }

  @Test(arguments: [Float(0), 0.1]) func aCertainDistributionIsALabel(_ smoothing: Float) throws {
    let labels = try run([2, 0], dense: false, smoothing: smoothing)
    let rows = try run([0, 0, 1, 1, 0, 0], dense: true, smoothing: smoothing)
    #expect(labels.loss == rows.loss && labels.gradient == rows.gradient)
  }

  @Test(arguments: [Float(0), 0.1]) func theLossOfAMixtureIsTheMixtureOfLosses(_ smoothing: Float) throws {
    let (a, b) = (
      try run([2, 0], dense: false, smoothing: smoothing), try run([1, 0], dense: false, smoothing: smoothing)
    )
    let mixed = try run([0, 0.25, 0.75, 1, 0, 0], dense: true, smoothing: smoothing)
    #expect(abs(mixed.loss - (0.75 * a.loss + 0.25 * b.loss)) < 1e-6)
    for (found, (one, other)) in zip(mixed.gradient, zip(a.gradient, b.gradient)) {
      #expect(abs(found - (0.75 * one + 0.25 * other)) < 1e-6)
    }
  }
}
