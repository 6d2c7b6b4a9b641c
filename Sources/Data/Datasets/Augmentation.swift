import Support

/// How training images are varied: the settings.
///
/// What happens to one image is a function of the seed, the epoch and the image's position in its set, and of nothing
/// else: neither threads nor the order of the images matter.
public struct Augmentation: Sendable, Codable, Equatable {
  /// What lies outside an image that is shifted.
  public enum Padding: String, Sendable, Codable, CaseIterable {
    /// The image mirrored at its border; the border pixel itself is not repeated (as PyTorch's "reflect").
    case reflect
    /// Zero after normalisation, that is the training set's mean colour, as in He et al. 2016. Padding with black
    /// before normalisation, as torchvision's transforms are often chained, adds hard edges about two deviations
    /// below the mean, which no test image has.
    case zero
  }
  /// Which images are mirrored left to right.
  public enum Flip: String, Sendable, Codable, CaseIterable {
    case none
    /// Each with probability one half, anew in every epoch.
    case random
    /// A coin per image in epoch 0, then the opposite in every other epoch, so that two epochs in a row show every
    /// image both ways (Jordan 2024, airbench).
    case alternating
  }

  /// Images are shifted by up to this many pixels in both directions; 0 turns it off.
  public var padding = 4
  public var paddingMode = Padding.reflect
  public var flip = Flip.random
  /// Side in pixels of a square that is set to the mean colour at a random place, cut at the border (DeVries and
  /// Taylor 2017); 0 turns it off.
  public var cutout = 0
  /// All levels are shifted by up to this fraction of full intensity; 0 turns it off.
  public var brightness: Float = 0
  /// Distances from the mean colour are stretched by a factor within 1 ± this; 0 turns it off.
  public var contrast: Float = 0
  /// Images are turned by up to this many degrees both ways; 0 turns it off.
  public var rotation: Float = 0
  /// Images are enlarged or shrunk by a factor within 1 ± this; 0 turns it off.
  public var zoom: Float = 0

  public init() {}

  /// Checks the settings for images of the given size.
  /// - Throws: `AugmentationFailure` for the first one that makes no sense.
  package func validate(height: Int, width: Int) throws(AugmentationFailure) {
    let side = min(height, width)
    guard (0...side).contains(padding) else {
      throw AugmentationFailure(setting: "padding", found: "\(padding)", expected: "0 to \(side) pixels")
    }
    guard (0...side).contains(cutout) else {
      throw AugmentationFailure(setting: "cutout", found: "\(cutout)", expected: "0 to \(side) pixels")
    }
    for (setting, value) in [("brightness", brightness), ("contrast", contrast)] {
      guard value >= 0, value < 1 else {
        throw AugmentationFailure(setting: setting, found: "\(value)", expected: "at least 0 and less than 1")
      }
    }
    guard rotation >= 0, rotation <= 180 else {
      throw AugmentationFailure(setting: "rotation", found: "\(rotation)", expected: "0 to 180 degrees")
    }
    guard zoom >= 0, zoom <= 0.5 else {
      throw AugmentationFailure(setting: "zoom", found: "\(zoom)", expected: "0 to 0.5")
    }
  }
}

/// An augmentation setting out of range.
package struct AugmentationFailure: Failure, Equatable {
  package let setting: String
  package let found: String
  package let expected: String

  package var message: String { "augmentation setting \(setting) is \(found), expected \(expected)" }
  package var hint: String? { "choose a value in that range, or 0 to turn it off" }
  package var status: ExitStatus { .configuration }
}
