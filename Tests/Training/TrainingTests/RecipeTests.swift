import Datasets
import Models
import Optimizers
import Support
import Testing
import Training

struct RecipeTests {
  private func recipe(_ images: Int, _ model: String? = nil, epochs: Int? = nil) -> RunConfiguration {
    Recipe(imageCount: images, classCount: 2, model: model, epochs: epochs).configuration(.init(source: "data"))
  }

  /// Whatever is asked for, the recipe is a run that can be.
  @Test(arguments: [1, 20, 1000, 10_000, 50_000], [nil] + ModelConfiguration.names.map(Optional.some))
  func isAlwaysPossible(_ images: Int, _ model: String?) throws {
    for epochs in [nil, 1, 2, 3, 200] {
      let configuration = recipe(images, model, epochs: epochs)
      try configuration.validate()
      if let model { #expect(configuration.model.name == model) }
      if let epochs { #expect(configuration.epochs == epochs) }
      #expect(configuration.data.source == "data" && configuration.validation > 0)
    }
  }

  /// A length that is asked for changes the length; below 80 epochs CutMix is left out.
  @Test(arguments: [1000, 5_000, 50_000]) func aLengthChangesNothingElse(_ images: Int) throws {
    var usual = recipe(images)
    for epochs in [10, 79, 80, 400] {
      usual.epochs = epochs
      usual.mixing.cutmix = images == 1000 && epochs >= 80 ? 1 : 0
      #expect(recipe(images, epochs: epochs) == usual)
    }
  }

  private func plan(_ settings: String = "") throws -> RunConfiguration {
    let text = #"{"data": {"source": "synthetic:vehicles"}\#(settings)}"#
    return try RunPlan(JSONValue(parsing: Array(text.utf8))).configuration
  }

  @Test func aLearningRateChangesNothingElse() throws {
    var usual = try plan()
    for rate in [0.05, 0.001] as [Float] {
      usual.schedule.peak = rate
      #expect(try plan(#", "schedule": {"peak": \#(rate)}"#) == usual)
    }
  }

  /// Whoever names a rule, by itself or by its constants, gets the recipe for it.
  @Test(arguments: [
    ("", OptimizerConfiguration.Kind.adamw, Float(0.001)), (#""weightDecay": 0.1"#, .adamw, 0.001),
    (#""adamw": {"beta1": 0.8}"#, .adamw, 0.001), (#""adamw": null, "muon": null"#, .sgd, 0.05),
    (#""momentum": 0.8"#, .sgd, 0.05), (#""nesterov": false"#, .sgd, 0.05), (#""muon": {}"#, .muon, 0.05),
    (#""momentum": 0.8, "adamw": {}"#, .adamw, 0.001),
  ])
  func theRuleThatIsNamedIsTaken(_ settings: String, _ kind: OptimizerConfiguration.Kind, _ rate: Float) throws {
    let found = try plan(#", "optimizer": {\#(settings)}"#)
    #expect(found.optimizer.kind == kind && found.schedule.peak == rate)
    try found.validate()
  }

  /// Whoever gives AdamW a rate of SGD without naming a rule hears of it.
  @Test(arguments: [("0.05", "", true), ("0.001", "", false), ("0.05", #"{"momentum": 0.9}"#, false)])
  func aRateOfAnotherRuleIsSaid(_ rate: String, _ optimizer: String, _ isSaid: Bool) throws {
    let rule = optimizer.isEmpty ? "" : #", "optimizer": \#(optimizer)"#
    let text = #"{"data": {"source": "synthetic:vehicles"}, "schedule": {"peak": \#(rate)}\#(rule)}"#
    let notices = try RunPlan(JSONValue(parsing: Array(text.utf8))).notices
    #expect(notices.contains { $0.contains("--optimizer sgd") } == isSaid)
  }
}
