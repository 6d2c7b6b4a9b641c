import Images

/// Over which versions of an image a model's answers are averaged.
public enum TestTimeAugmentation: String, Codable, Sendable, CaseIterable {
  case none
  /// The image and its mirror image; their probabilities are averaged.
  case flip
  /// These two, and both again shifted by one pixel up and left, and down and right, which count half as much. What
  /// comes in at the border is the image reflected. Jordan 2024 averages logits; here probabilities are averaged, as a
  /// temperature and thresholds are defined for them.
  case shift

  /// The views, the image itself first, and how often each counts in the average.
  package var views: [(view: PixelView, weight: Int)] {
    let plain: [(PixelView, Int)] = [(PixelView(), 1), (PixelView(isMirrored: true), 1)]
    switch self {
    case .none: return [plain[0]]
    case .flip: return plain
    case .shift:
      return plain.map { ($0.0, 2) }
        + [-1, 1].flatMap { shift in [false, true].map { (PixelView(shift: shift, isMirrored: $0), 1) } }
    }
  }
}
