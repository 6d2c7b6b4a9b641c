/// Damage that photographs suffer, to see how well a model bears it.
///
/// Kinds and strengths follow the CIFAR-10-C images (Hendrycks and Dietterich 2019, "Benchmarking Neural Network
/// Robustness to Common Corruptions and Perturbations"); their script's constants for 32 pixels. The pictures are made
/// here, by other code, so figures are comparable in kind and not to the digit.
package enum Corruption: String, CaseIterable, Sendable, Codable {
  /// Gaussian noise, independent for each pixel and channel.
  case noise
  /// Gaussian blur.
  case blur
  /// Each channel drawn towards its mean over the image.
  case contrast
  /// Lightness (the V of HSV) raised.
  case brightness
  /// Saved as a JPEG file of low quality and read again.
  case jpeg

  /// Severities go from 1, the mildest, to this.
  package static let severities = 5

  /// The strength at severities 1 to 5: deviation of the noise and rise of lightness for pixels from 0 to 1; deviation
  /// of the blur in pixels of an image 32 high; the fraction of contrast left; the JPEG quality.
  var strengths: [Double] {
    switch self {
    case .noise: [0.04, 0.06, 0.08, 0.09, 0.10]
    case .blur: [0.4, 0.6, 0.7, 0.8, 1.0]
    case .contrast: [0.75, 0.5, 0.4, 0.3, 0.15]
    case .brightness: [0.05, 0.1, 0.15, 0.2, 0.3]
    case .jpeg: [80, 65, 58, 50, 40]
    }
  }
}
