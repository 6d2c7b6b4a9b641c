import Evaluation
import Images
import Inference
import Reports

/// The worst mistakes with their pictures, and with the places of these that the wrong answers rest on.
package struct MistakePictures {
  /// How many are shown unless another number is asked for.
  package static let usual = 24
  /// More make a page that browsers are slow to show.
  package static let most = 200

  private let set: ImageSet
  private let predictor: Predictor

  package init(_ set: ImageSet, _ predictor: Predictor) { (self.set, self.predictor) = (set, predictor) }

  package func pictured(_ shown: [Mistake]) throws -> [PicturedMistake] {
    let maps = try predictor.activationMaps(
      set, indices: shown.map(\.index), classes: shown.compactMap { set.classNames.firstIndex(of: $0.predictedClass) })
    return zip(shown, maps).map { mistake, map in
      let picture = set.image(mistake.index)
      return PicturedMistake(mistake, picture: picture, heatMap: map.over(picture))
    }
  }
}
