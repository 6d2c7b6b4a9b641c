import Datasets
import Models
import Testing
import Training

struct RecipeTests {
  /// Whatever is asked for, the recipe is a run that can be.
  @Test(arguments: [1, 20, 1000, 10_000, 50_000], [nil] + ModelConfiguration.names.map(Optional.some))
  func isAlwaysPossible(_ images: Int, _ model: String?) throws {
    for epochs in [nil, 1, 200] {
      for rate in [nil, 0.001 as Float] {
        let recipe = Recipe(imageCount: images, classCount: 2, model: model, epochs: epochs, rate: rate)
        let configuration = recipe.configuration(.init(source: "data"))
        try configuration.validate()
        if let model { #expect(configuration.model.name == model) }
        if let epochs { #expect(configuration.epochs == epochs) }
        if let rate { #expect(configuration.schedule.peak == rate) }
        #expect(configuration.data.source == "data" && configuration.validation > 0)
      }
    }
  }
}
