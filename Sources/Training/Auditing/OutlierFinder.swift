import Images
import Datasets

/// An image that is unlike the others.
package struct Outlier: Sendable, Codable, Equatable {
  package enum Reason: String, Sendable, Codable, CaseIterable {
    /// One colour, or nearly.
    case flat
    /// Unlike even its nearest neighbours.
    case far
    case dark, bright, lowContrast, highContrast
  }

  package let image: ImageReference
  package let reason: Reason
  /// What was measured, 0 to 1: standard deviation of the luminance for flat images and contrast, mean luminance for
  /// dark and bright ones, 1 - correlation with the fifth nearest neighbour for far ones.
  package let value: Double
  /// Distance from the median of all images in robust standard deviations; `nil` for flat images, which need no
  /// comparison.
  package let score: Double?
}

/// Looks for images that carry nothing, or that do not belong to the rest by their light or their content.
package struct OutlierFinder {
  /// Mean and standard deviation of the luminance of each image, 0 to 1.
  package let means: [Double]
  package let deviations: [Double]

  /// A standard deviation of the luminance below 2 % of full intensity: what compression and a sensor's noise alone
  /// give to a picture of a blank wall.
  package static let flatBar = 0.02

  package var isFlat: [Bool] { deviations.map { $0 < Self.flatBar } }

  package init(_ set: ImageSet) {
    var (means, deviations): ([Double], [Double]) = ([], [])
    let pixels = set.pixels.span
    for image in 0..<set.count {
      let plane = Luminance.plane(pixels, image: image, height: set.height, width: set.width)
      var (sum, squares) = (0.0, 0.0)
      for value in plane {
        sum += Double(value)
        squares += Double(value) * Double(value)
      }
      let count = Double(plane.count)
      means.append(sum / count / 255)
      deviations.append(max(0, squares / count - sum / count * sum / count).squareRoot() / 255)
    }
    (self.means, self.deviations) = (means, deviations)
  }

  /// All outliers, each image once for its strongest reason: flat ones first, then by the size of the score.
  ///
  /// - Parameter neighbourCorrelations: per image the correlation with its n-th neighbour.
  package func find(in images: AuditedImages, neighbourCorrelations: [Float]) -> [Outlier] {
    let flat = isFlat
    let positions = images.set.labels.indices.filter { !flat[$0] }
    var strongest: [Int: Outlier] = [:]
    func judge(_ values: [Double], above: Outlier.Reason, below: Outlier.Reason?) {
      guard let scale = RobustScale(positions.map { values[$0] }) else { return }
      for position in positions {
        let score = scale.score(values[position])
        guard abs(score) > RobustScale.bar, let reason = score > 0 ? above : below else { continue }
        if let other = strongest[position]?.score, abs(other) >= abs(score) { continue }
        strongest[position] = Outlier(
          image: images.reference(position), reason: reason, value: values[position], score: score)
      }
    }
    judge(neighbourCorrelations.map { 1 - Double($0) }, above: .far, below: nil)
    judge(means, above: .bright, below: .dark)
    judge(deviations, above: .highContrast, below: .lowContrast)
    let blank = flat.indices.filter { flat[$0] }.map {
      Outlier(image: images.reference($0), reason: .flat, value: deviations[$0], score: nil)
    }
    return blank
      + strongest.sorted { (-abs($0.value.score ?? 0), $0.key) < (-abs($1.value.score ?? 0), $1.key) }.map(\.value)
  }
}
