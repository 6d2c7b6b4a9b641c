import Autodiff
import Tensors

/// An architecture: layers of ids and numbers, and one function from images to logits. All of them end alike: the mean
/// (or the maximum) of the last feature map over its pixels goes through one linear layer, so that every pixel's
/// fraction in a logit is known.
package protocol Model: Sendable {
  /// Normalised images [N, H, W, 3] to the last feature map [N, h, w, C].
  func features(_ images: Value) throws(ShapeError) -> Value
  /// How that map becomes one number per channel; the mean unless a model says otherwise.
  var pooling: FeaturePooling { get }
  /// Numbers of the channels [N, C] to logits [N, classes].
  var head: LinearLayer { get }
}

/// What the pixels of a feature map are reduced to.
package enum FeaturePooling: Sendable {
  case mean
  /// Of square maps only.
  case maximum
}

extension Model {
  package var pooling: FeaturePooling { .mean }

  /// Normalised images [N, H, W, 3] to logits [N, classes].
  package func callAsFunction(_ images: Value) throws(ShapeError) -> Value { try logits(features(images)) }

  /// The last feature map [N, h, w, C] to logits [N, classes].
  func logits(_ map: Value) throws(ShapeError) -> Value {
    switch pooling {
    case .mean: return try head(map.globalAveragePooled())
    case .maximum:
      guard map.shape[1] == map.shape[2] else {
        throw ShapeError("maximum over the last map", expected: "a square map [N, h, h, C]", found: [map.shape])
      }
      let pooled = try map.maximumPooled(kernel: map.shape[1], stride: 1)
      return try head(pooled.reshaped([map.shape[0], map.shape[3]]))
    }
  }
}

/// An architecture some of whose weights are made from training images before training starts.
package protocol ImageInitializedModel: Model {
  /// The number of images wanted; fewer are enough.
  var initialImageCount: Int { get }
  /// Sets these weights in `store` from normalised images [N, H, W, 3].
  func initialize(_ store: ParameterStore, from images: Tensor)
}
