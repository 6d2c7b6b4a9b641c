import Datasets

/// Over which versions of an image a model's answers are averaged.
public enum TestTimeAugmentation: String, Codable, Sendable, CaseIterable {
  case none
  /// The image and its mirror image; their probabilities are averaged.
  case flip
}

extension Predictor {
  /// Probabilities [count of indices, classes] of the images themselves, averaged over `augmentation`'s versions.
  public func probabilities(
    _ set: ImageSet, augmentation: TestTimeAugmentation, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Float] {
    let classes = set.classNames.count
    let plain = Self.softmax(try logits(set, progress: progress), classes: classes)
    guard augmentation == .flip else { return plain }
    let mirrored = Self.softmax(try logits(set.mirrored(), progress: progress), classes: classes)
    return zip(plain, mirrored).map { ($0 + $1) / 2 }
  }
}
