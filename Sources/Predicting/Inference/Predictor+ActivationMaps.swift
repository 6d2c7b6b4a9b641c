import Images
import Models
import Tensors

extension Predictor {
  /// Where in some images the evidence for a class lies, for each image of a class of its own; of the images
  /// themselves, not of their mirror images. Maps have the size of the last feature map: a fourth or an eighth of the
  /// image's.
  ///
  /// Zhou et al. 2016, "Learning deep features for discriminative localization", section 2: M(y, x) = Σ over the
  /// channels c of w(class, c) · F(y, x, c), F being the last feature map and w the weights of the layer that follows
  /// its mean. The mean of M over its pixels is the logit less its bias.
  ///
  /// Of a network that takes the maximum of each channel instead, F counts only at the pixel where it is largest (the
  /// first of equals), and there as many times as there are pixels: again the mean of M is the logit less its bias.
  ///
  /// Throws `ImagesTooSmall`. Traps unless there is one class for each image.
  ///
  /// - Parameter classes: for each of the images, the class whose evidence is sought.
  package func activationMaps(_ set: ImageSet, indices: [Int], classes: [Int]) throws -> [HeatMap] {
    precondition(indices.count == classes.count, "\(classes.count) classes for \(indices.count) images")
    let weights = network.store.value(network.model.head.weight).copy()
    var maps: [HeatMap] = []
    try forEachBatch(set.subset(indices), PixelView()) { plan, images in
      let features = plan.program.region(plan.features).copy()
      for image in images {
        maps.append(
          Self.map(
            features, plan.features.shape, network.model.pooling, image: image - images.lowerBound, weights,
            of: classes[image]))
      }
    }
    return maps
  }

  private static func map(
    _ features: [Float], _ shape: Shape, _ pooling: FeaturePooling, image: Int, _ weights: [Float],
    of classIndex: Int
  ) -> HeatMap {
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
    return HeatMap(height: height, width: width, values: values)
  }
}
