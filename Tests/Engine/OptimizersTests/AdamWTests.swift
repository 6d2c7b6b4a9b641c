import Autodiff
import Foundation
import Kernels
import Optimizers
import Testing

/// AdamW against ten steps by PyTorch's formulas in double precision, see `Fixtures/make_adamw.py`.
@Suite(.serialized) struct AdamWTests {
  struct Table: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let beta1: Double
    let beta2: Double
    let epsilon: Float
    let decay: Float
    let rates: [Float]
    let weights: [Float]
    let gradients: [[Float]]
    let after: [Double]
    var testDescription: String { name }
  }

  static func tables() throws -> [Table] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/adamw.json")
    return try JSONDecoder().decode([Table].self, from: Data(contentsOf: file))
  }

  private static func constants(_ beta1: Double, _ beta2: Double, _ epsilon: Float) -> AdamW.Configuration {
    var constants = AdamW.Configuration()
    (constants.beta1, constants.beta2, constants.epsilon) = (beta1, beta2, epsilon)
    return constants
  }

  private static func optimizer(
    _ store: ParameterStore, threads: Int = 2, _ change: (inout OptimizerConfiguration) -> Void = { _ in }
  ) -> AdamW {
    var configuration = OptimizerConfiguration()
    configuration.adamw = AdamW.Configuration()
    change(&configuration)
    return AdamW(store, configuration, backend: Backend(threads: threads))
  }

  @Test(arguments: try tables())
  func weightsAreThoseOfPyTorch(_ table: Table) {
    var builder = ParameterBuilder()
    let id = builder.parameter("w", [24], role: .weight, .uniform(bound: 1))
    let store = builder.build(seed: 1)
    store.value(id).assign(table.weights)
    let optimizer = Self.optimizer(store) { c in
      c.adamw = Self.constants(table.beta1, table.beta2, table.epsilon)
      c.weightDecay = table.decay
    }
    for (number, gradient) in table.gradients.enumerated() {
      store.part(store.gradients, store.entry(id)).assign(gradient)
      optimizer.step(OptimizerStep(rate: table.rates[number], number: number + 1, total: 10))
    }
    #expect(largestDifference(store.value(id).copy(), table.after) < 1e-6)
  }

  /// Roles have rates and decay as with SGD, clipping scales the gradient, padding stays 0.
  @Test func rolesClippingAndPadding() {
    let store = Example.store()
    let before = store.values.copy()
    let optimizer = Self.optimizer(store) { c in
      (c.weightDecay, c.decaysNormalization, c.normalizationRate, c.clipNorm) = (0.1, true, 4, 1e-3)
      // So that the step is the clipped gradient over ε.
      c.adamw = Self.constants(0, 0, 1e3)
    }
    Example.fillGradients(store, step: 1)
    let norm = store.gradients.copy().reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    optimizer.step(OptimizerStep(rate: 0.5, number: 1, total: 1))
    for (start, entry, extent) in store.extents {
      let (factor, decay) =
        switch entry.role {
        case .weight: (1.0, 0.1)
        case .bias: (1.0, 0.0)
        case .normalization: (4.0, 0.1 / 4)
        }
      let rate = 0.5 * factor
      let expected = (start..<start + entry.shape.count).map { at in
        let gradient = Double(store.gradients[at]) * 1e-3 / norm
        return Double(before[at]) * (1 - rate * decay) - rate * gradient / (abs(gradient) + 1e3)
      }
      #expect(largestDifference(store.part(store.values, entry).copy(), expected) < 1e-6, "\(entry.name)")
      let padding = store.values.part(start + entry.shape.count, extent - entry.shape.count).copy()
      #expect(padding.allSatisfy { $0 == 0 })
    }
  }

  /// A second optimizer with the blocks of the first continues to the same bits, on any number of threads.
  @Test func blocksAndStepNumberAreTheWholeState() {
    let (whole, parts) = (Example.store(), Example.store())
    func run(_ optimizer: AdamW, _ store: ParameterStore, _ steps: ClosedRange<Int>) {
      for number in steps {
        Example.fillGradients(store, step: number)
        optimizer.step(OptimizerStep(rate: 0.01, number: number, total: 6))
      }
    }
    run(Self.optimizer(whole), whole, 1...6)
    let first = Self.optimizer(parts, threads: 1)
    run(first, parts, 1...3)
    let second = Self.optimizer(parts, threads: 3)
    for (block, saved) in zip(second.blocks, first.blocks) { block.region.assign(saved.region) }
    run(second, parts, 4...6)
    #expect(whole.values.copy() == parts.values.copy())
  }

  @Test(arguments: [Float.nan, .infinity]) func brokenGradientsReachTheWeights(_ value: Float) {
    let store = Example.store()
    Example.fillGradients(store, step: 0)
    store.gradients[3] = value
    Self.optimizer(store).step(OptimizerStep(rate: 0.1, number: 1, total: 1))
    #expect(!store.values[3].isFinite)
  }
}
