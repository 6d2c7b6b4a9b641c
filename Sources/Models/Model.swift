import Autodiff
import Layers
import Tensors

/// An architecture: layers of ids and numbers, and one function from images to logits. All of them end alike: the mean of
/// the last feature map over its pixels goes through one linear layer, so that every pixel's share in a logit is known.
public protocol Model: Sendable {
  /// Normalised images [N, H, W, 3] to the last feature map [N, h, w, C].
  func features(_ images: Value) throws(ShapeError) -> Value
  /// Means of the channels [N, C] to logits [N, classes].
  var head: LinearLayer { get }
}

extension Model {
  /// Normalised images [N, H, W, 3] to logits [N, classes].
  public func callAsFunction(_ images: Value) throws(ShapeError) -> Value {
    try head(features(images).globalAveragePooled())
  }
}
