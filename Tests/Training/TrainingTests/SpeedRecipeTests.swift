import Models
import Testing
import Training

struct SpeedRecipeTests {
  @Test(arguments: SpeedRecipe.allCases) func isAlwaysPossible(_ recipe: SpeedRecipe) throws {
    for (epochs, batch) in [(nil, nil), (1, 8), (200, 4_096)] as [(Int?, Int?)] {
      let c = recipe.configuration(.init(source: "data"), classCount: 10, epochs: epochs, batchSize: batch)
      try c.validate()
      #expect(ModelConfiguration.names.contains(c.model.name) && c.model.classes == 10)
      #expect(c.epochs == epochs ?? c.epochs && c.batchSize == batch ?? c.batchSize)
      #expect(c.precision == .mixed && c.labelSmoothing == 0.2 && c.optimizer.earlyEpochs == 3)
      #expect(c.augmentation?.padding == 2 && c.augmentation?.flip == .alternating)
    }
  }

  /// 11.5 per 1024 examples, divided by 1 + 1/0.15; decay 0.0153 in the same units; offsets 64 times as fast.
  @Test func airbench94IsAsPublished() {
    let c = SpeedRecipe.airbench94.configuration(.init(source: "data"), classCount: 10)
    #expect(c.model.name == "airbench" && c.batchSize == 1_024 && c.epochs == 10)
    #expect(abs(c.schedule.peak - 1.5) < 1e-5 && c.schedule.kind == .triangle && c.schedule.triangle == .init())
    #expect(abs(c.optimizer.weightDecay - 0.0153 / 11.5) < 1e-8 && c.optimizer.normalizationRate == 64)
    #expect(c.optimizer.biasRate == nil && c.optimizer.lookahead == .init() && c.optimizer.muon == nil)
    let half = SpeedRecipe.airbench94.configuration(.init(source: "data"), classCount: 10, batchSize: 512)
    #expect(abs(half.schedule.peak - 0.75) < 1e-5 && half.optimizer.weightDecay == c.optimizer.weightDecay)
  }

  /// Published for logits that are divided by 256 and summed losses: 0.67 for the last layer, 0.053 for biases, a decay
  /// of 2e-6 per example and step at the start of both.
  @Test func airbench94WithMuonIsAsPublished() {
    let c = SpeedRecipe.airbench94Muon.configuration(.init(source: "data"), classCount: 10)
    #expect(c.batchSize == 2_000 && c.epochs == 8 && c.optimizer.muon == .init() && c.optimizer.lookahead == nil)
    let scale = Float(9.0 / 256 * 9 / 256)
    #expect(abs(c.schedule.peak - 0.67 * 2_000 * scale) < 1e-4)
    let factor = c.optimizer.biasRate ?? 0
    #expect(factor == c.optimizer.normalizationRate)
    #expect(abs(c.schedule.peak * factor - 0.053 * 2_000) < 1e-2)
    #expect(abs(c.schedule.peak * c.optimizer.weightDecay - 2e-6 * 2_000) < 1e-7)
    #expect(c.schedule.triangle?.start == 1 && c.schedule.triangle?.end == 0 && c.schedule.triangle?.rise == 0)
  }

  @Test func airbench95IsWider() {
    let c = SpeedRecipe.airbench95.configuration(.init(source: "data"), classCount: 10)
    #expect(c.model.name == "airbench95" && c.epochs == 15 && abs(c.schedule.peak - 10 / 11.5 * 1.5) < 1e-5)
  }
}
