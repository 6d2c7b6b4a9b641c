import Images
import Inference
import Support
import Training

/// How many of the images that a model is judged by it knows already: figures of these flatter it.
struct Familiarity {
  /// Images that its run trained on.
  let trained: Int
  /// Images that its run chose the weights by.
  let validated: Int
  private let count: Int

  /// Compares the pixels with those of the run's images, which are read once more: copies under another name are found,
  /// and so are images that another seed gave to another part.
  ///
  /// `nil` where it cannot be told: the weights do not say what they were trained on, or these images have moved or
  /// changed.
  init?(of model: TrainedModel, with set: ImageSet) {
    guard let recipe = model.recipe, let data = try? TrainingData(recipe), data.statistics == model.statistics,
      data.set.bytesPerImage == set.bytesPerImage
    else { return nil }
    let (trained, validated) = (Self.pixels(of: data.set, data.train), Self.pixels(of: data.set, data.validation))
    let images = (0..<set.count).map { Self.pixels(of: set, $0) }
    self.trained = images.count(where: trained.contains)
    self.validated = images.count { validated.contains($0) && !trained.contains($0) }
    count = set.count
  }

  private static func pixels(of set: ImageSet, _ indices: [Int]) -> Set<ArraySlice<UInt8>> {
    Set(indices.map { pixels(of: set, $0) })
  }

  private static func pixels(of set: ImageSet, _ index: Int) -> ArraySlice<UInt8> {
    set.pixels[index * set.bytesPerImage..<(index + 1) * set.bytesPerImage]
  }

  /// A warning; `nil` where the images are new to the model.
  func warning(_ name: String) -> String? {
    let parts = [("trained on", trained), ("validated on", validated)].filter { $0.1 > 0 }
    guard !parts.isEmpty else { return nil }
    let all = parts.count == 1 && parts[0].1 == count
    let told = Format.list(parts.map { "\($0) \(all ? "all" : Format.count($1))" }, "and")
    return "\(name) was \(told)\(all ? "" : " of the") \(Format.plural(count, "image")): the comparison flatters it"
  }
}
