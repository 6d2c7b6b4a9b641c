import Autodiff
import Kernels
import Models
import Tensors
import Testing

/// What is special about this network: what does not train, how it starts, and what it looks at.
@Suite(.serialized) struct AirbenchTests {
  private static func network(_ name: String = "airbench") throws -> Network {
    try ModelConfiguration(name: name, classes: 10).build(seed: 2)
  }

  /// Smooth images, so that neighbouring pixels and channels go together.
  private static func images(_ count: Int, side: Int = 12) -> Tensor {
    var stream = RandomStream(seed: 6, "images")
    let shape = Shape([count, side, side, 3])
    var elements = (0..<shape.count).map { _ in stream.normal() }
    for at in 3..<elements.count { elements[at] = 0.7 * elements[at - 3] + 0.5 * elements[at] + 0.3 * elements[at - 1] }
    return Tensor(shape, elements)
  }

  @Test func whiteningAndScalesNeverTrain() throws {
    let store = try Self.network().store
    let constant = store.entries.filter { $0.training == .never }.map(\.name)
    #expect(constant.first == "whiten.weight" && constant.count == 7)
    #expect(constant.dropFirst().allSatisfy { $0.contains("norm") && $0.hasSuffix(".weight") })
    #expect(store.entries.filter { $0.training == .early }.map(\.name) == ["whiten.bias"])
    #expect(!store.entries.contains { $0.name == "fc.bias" })
  }

  /// The first outputs of every 3x3 filter pass the inputs on; the others are within PyTorch's default bound.
  @Test(arguments: ["airbench", "airbench95"]) func filtersStartAsDirac(_ name: String) throws {
    let filters = try Self.network(name).store.tensors().filter { $0.name.contains("conv") }
    #expect(filters.count == 6)
    for (name, tensor) in filters {
      let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
      let bound = 1 / Float(9 * inputs).squareRoot()
      var (wrong, others) = (0, 0)
      for output in 0..<outputs {
        for input in 0..<inputs {
          for tap in 0..<9 {
            let value = tensor.elements[(output * inputs + input) * 9 + tap]
            let expected: Float = output == input && tap == 4 ? 1 : 0
            if output < inputs && value != expected { wrong += 1 }
            if output >= inputs {
              (wrong, others) = (wrong + (abs(value) <= bound ? 0 : 1), others + (value != 0 ? 1 : 0))
            }
          }
        }
      }
      #expect(wrong == 0 && others >= (outputs - inputs) * inputs * 9 - 1, "\(name)")
    }
  }

  /// Whitened patches have the second moments 1 on the diagonal, less what keeps small eigenvalues down, and 0
  /// elsewhere.
  @Test func filtersWhitenPatches() throws {
    let images = Self.images(40)
    let filters = PatchWhitening.filters(images)
    let moments = PatchWhitening.moments(images)
    for a in 0..<12 {
      for b in 0..<12 {
        var sum = 0.0
        for i in 0..<12 {
          let one = Double(filters[i * 24 + a])
          for j in 0..<12 {
            let other = Double(filters[j * 24 + b])
            sum += one * moments[i * 12 + j] * other
          }
        }
        let (expected, slack) = a == b ? (1.0, 0.02) : (0, 1e-5)
        #expect(abs(sum - expected) < slack, "\(a), \(b)")
      }
      for i in 0..<12 { #expect(filters[i * 24 + 12 + a] == -filters[i * 24 + a]) }
    }
  }

  @Test func momentsAreThoseOfThePatches() {
    let images = Self.images(2, side: 3)
    var expected = [Double](repeating: 0, count: 144)
    for image in 0..<2 {
      for row in 0..<2 {
        for column in 0..<2 {
          let patch = (0..<12).map { (k: Int) -> Double in
            let (h, w) = (row + k / 6, column + k / 3 % 2)
            let pixel = (image * 3 + h) * 3 + w
            return Double(images.elements[pixel * 3 + k % 3])
          }
          for i in 0..<12 { for j in 0..<12 { expected[i * 12 + j] += patch[i] * patch[j] / 8 } }
        }
      }
    }
    for (found, expected) in zip(PatchWhitening.moments(images), expected) { #expect(abs(found - expected) < 1e-6) }
  }

  /// One colour everywhere: one direction with variance, eleven without, and nothing is blown up beyond 1/√ε.
  @Test func imagesOfOneColourGiveFiniteFilters() {
    let filters = PatchWhitening.filters(Tensor([2, 4, 4, 3], [Float](repeating: 0.5, count: 96)))
    #expect(filters.allSatisfy { $0.isFinite && abs($0) <= 1 / Float(5e-4).squareRoot() })
  }

  @Test func initializingSetsTheWhiteningAlone() throws {
    let network = try Self.network()
    let model = try #require(network.model as? any ImageInitializedModel)
    #expect(model.initialImageCount == 5_000)
    let before = network.store.tensors()
    let images = Self.images(10)
    model.initialize(network.store, from: images)
    for ((name, tensor), (_, old)) in zip(network.store.tensors(), before) {
      #expect((tensor == old) == (name != "whiten.weight"), "\(name)")
    }
    let weights = try #require(network.store.tensors().first { $0.name == "whiten.weight" }?.tensor)
    #expect(weights.permuted([2, 3, 1, 0]).elements == PatchWhitening.filters(images))
  }

  /// A step that no longer trains the bias gives all other gradients as before, to the bit, and none for the bias.
  @Test func laterStepsLeaveTheBiasOut() throws {
    let backend = Backend(threads: 2)
    let (images, labels) = Bench.batch(4, side: 16, classes: 10)
    let gradients = try [true, false].map { early in
      let network = try Self.network()
      let graph = Graph(network.store, training: true, trainsEarly: early)
      let (batch, targets) = (graph.input(images.shape), graph.input([4]))
      let loss = try network.model(batch).softmaxCrossEntropy(targets)
      let program = Program(graph, results: [loss], differentiating: loss, backend: backend)
      program.region(batch).assign(images.elements)
      program.region(targets).assign(labels)
      program.forward()
      program.backward()
      return network.store.entries.map {
        (name: $0.name, found: network.store.part(network.store.gradients, $0).copy())
      }
    }
    for (early, late) in zip(gradients[0], gradients[1]) {
      if early.name == "whiten.bias" {
        #expect(late.found.allSatisfy { $0 == 0 } && early.found.contains { $0 != 0 })
      } else {
        #expect(late.found == early.found, "\(early.name)")
      }
    }
  }

  /// In inference the operations are others; running statistics that are the batch's must give the same logits.
  @Test func inferenceEqualsTrainingWithTheBatchsStatistics() throws {
    let network = try Self.network()
    let (images, labels) = Bench.batch(6, side: 33, classes: 10)
    let backend = Backend(threads: 2)
    let training = try Bench(network, backend, images: images, labels: labels)
    // 0.4 of each batch enters the averages: after 60 passes they are the batch's.
    for _ in 0..<60 { training.program.forward() }
    let inference = try Bench(network, backend, images: images, labels: labels, training: false)
    inference.program.forward()
    let (found, expected) = (
      inference.program.region(inference.logits).copy(), training.program.region(training.logits).copy()
    )
    // The running variance is the unbiased one: 6 images of 3x3 pixels make a hundredth of difference at the end.
    #expect(relativeError(found, expected) < 0.03)
  }

  @Test func mapsMustBeSquareAndNotTooSmall() throws {
    let network = try Self.network()
    for (height, width) in [(8, 8), (33, 65), (1, 1)] {
      let graph = Graph(network.store, training: false)
      #expect(throws: ShapeError.self) { try network.model(graph.input([2, height, width, 3])) }
    }
  }
}
