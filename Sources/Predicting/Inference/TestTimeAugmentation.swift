import Images
import Datasets

/// Over which versions of an image a model's answers are averaged.
public enum TestTimeAugmentation: String, Codable, Sendable, CaseIterable {
  case none
  /// The image and its mirror image; their probabilities are averaged.
  case flip
  /// These two, and both again shifted by one pixel up and left, and down and right, which count half as much. What
  /// comes in at the border is the image reflected. Jordan 2024 averages logits; here probabilities are averaged, as a
  /// temperature and thresholds are defined for them.
  case shift

  /// How often each view counts in the average. View 0 is the image itself.
  public var weights: [Int] {
    switch self {
    case .none: [1]
    case .flip: [1, 1]
    case .shift: [2, 2, 1, 1, 1, 1]
    }
  }

  /// The images as one of the views shows them. Traps if there is no such view.
  public func view(_ number: Int, of set: ImageSet) -> ImageSet {
    precondition(weights.indices.contains(number), "view \(number) of \(weights.count)")
    let shifted = number / 2 == 1 ? set.shifted(by: -1) : number / 2 == 2 ? set.shifted(by: 1) : set
    return number.isMultiple(of: 2) ? shifted : shifted.mirrored()
  }
}

extension Predictor {
  /// Probabilities [count of indices, classes] of the images themselves, averaged over `augmentation`'s versions.
  public func probabilities(
    _ set: ImageSet, augmentation: TestTimeAugmentation, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Float] {
    let classes = set.classNames.count
    var sum = [Float](repeating: 0, count: set.count * classes)
    for (number, weight) in augmentation.weights.enumerated() {
      let view = Self.softmax(try logits(augmentation.view(number, of: set), progress: progress), classes: classes)
      for at in sum.indices { sum[at] += Float(weight) * view[at] }
    }
    let total = Float(augmentation.weights.reduce(0, +))
    return sum.map { $0 / total }
  }
}
