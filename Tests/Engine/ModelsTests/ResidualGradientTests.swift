import Autodiff
import Kernels
import Models
import Tensors
import Testing

struct ResidualGradientTests {
  /// The gradient of what is added after a normalisation does not depend on whether the normalised value wants one.
  @Test(arguments: [false, true])
  func arrivesAlsoWhenTheNormalisedValueIsFixed(_ rectified: Bool) throws {
    let gradients = try [true, false].map { wantsGradient in
      var builder = ParameterBuilder()
      let layer = NormalizationLayer(channels: 3, &builder)
      let added = builder.parameter("added", [8, 3], role: .weight, .uniform(bound: 1))
      let graph = Graph(builder.build(seed: 2), training: true)
      let (x, labels) = (graph.input([8, 3], wantsGradient: wantsGradient), graph.input([8]))
      let loss = try layer(x, adding: graph.parameter(added), rectified: rectified).softmaxCrossEntropy(labels)
      let program = Program(graph, results: [loss], differentiating: loss, backend: Backend(threads: 1))
      var stream = RandomStream(seed: 1, "x")
      program.region(x).assign((0..<24).map { _ in stream.normal() })
      program.region(labels).assign((0..<8).map { Float($0 % 3) })
      graph.store.gradients.fill(.nan)
      program.forward()
      program.backward()
      return graph.store.gradient(added).copy()
    }
    #expect(gradients[0].contains { $0 != 0 } && gradients[0].allSatisfy { $0.isFinite })
    #expect(gradients[1] == gradients[0])
  }
}
