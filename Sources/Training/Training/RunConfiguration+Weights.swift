import Serialization

extension RunConfiguration {
  /// The configuration of the run that wrote some weights; `nil` for weights that do not tell, or tell of a run that
  /// cannot be.
  package init?(of metadata: WeightsMetadata) {
    guard let recipe = try? RunConfiguration(recipe: metadata.provenance.recipe), (try? recipe.validate()) != nil else {
      return nil
    }
    self = recipe
  }
}
