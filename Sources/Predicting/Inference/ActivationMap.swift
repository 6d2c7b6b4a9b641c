import Images
import Models
import Tensors

/// Where in an image the evidence for a class lies (Zhou et al. 2016, "Learning deep features for discriminative
/// localization", section 2): M(y, x) = Σ over the channels c of w(class, c) · F(y, x, c), F being the last feature map
/// and w the weights of the layer that follows its mean. The mean of M over its pixels is the logit less its bias.
///
/// Of a network that takes the maximum of each channel instead, F counts only at the pixel where it is largest (the first of
/// equals), and there as many times as there are pixels: again the mean of M is the logit less its bias.
public struct ActivationMap: Sendable, Equatable {
  /// Extents of the last feature map: usually those of the image divided by 4 or 8.
  public let height: Int
  public let width: Int
  /// [height, width]; positive where the image speaks for the class, negative where it speaks against it.
  public let values: [Float]
}

extension Predictor {
  /// The maps of some images, each for a class of its own; of the images themselves, not of their mirror images.
  ///
  /// Throws `ImagesTooSmall`. Traps unless there is one class for each image.
  ///
  /// - Parameter classes: for each of the images, the class whose evidence is sought.
  package func activationMaps(_ set: ImageSet, indices: [Int], classes: [Int]) throws(ImagesTooSmall) -> [ActivationMap]
  {
    precondition(indices.count == classes.count, "\(classes.count) classes for \(indices.count) images")
    let weights = network.store.value(network.model.head.weight).copy()
    let chosen = set.subset(indices)
    var maps: [ActivationMap] = []
    for start in stride(from: 0, to: indices.count, by: batchSize) {
      let images = start..<min(start + batchSize, indices.count)
      let (values, shape) = try features(chosen, images)
      for image in images {
        maps.append(
          Self.map(values, shape, network.model.pooling, image: image - start, weights, of: classes[image]))
      }
    }
    return maps
  }

  private static func map(
    _ features: [Float], _ shape: Shape, _ pooling: FeaturePooling, image: Int, _ weights: [Float],
    of classIndex: Int
  ) -> ActivationMap {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let (first, own, pixels) = (image * height * width * channels, classIndex * channels, height * width)
    var values = [Float](repeating: 0, count: pixels)
    for channel in 0..<channels {
      let numbers = (0..<pixels).map { features[first + $0 * channels + channel] }
      let weight = weights[own + channel]
      switch pooling {
      case .mean: for pixel in 0..<pixels { values[pixel] += weight * numbers[pixel] }
      case .maximum:
        var largest = 0
        for pixel in 1..<pixels where numbers[pixel] > numbers[largest] { largest = pixel }
        values[largest] += weight * numbers[largest] * Float(pixels)
      }
    }
    return ActivationMap(height: height, width: width, values: values)
  }
}
