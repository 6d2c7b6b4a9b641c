import Autodiff
import Tensors

/// An architecture: layers of ids and numbers, and one function from images to logits.
public protocol Model: Sendable {
  /// Normalised images [N, H, W, 3] to logits [N, classes].
  func callAsFunction(_ images: Value) throws(ShapeError) -> Value
}
