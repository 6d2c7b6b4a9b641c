import Support

/// Images of which nothing is left before the last layer of a network.
package struct ImagesTooSmall: Failure, Equatable {
  package let height: Int
  package let width: Int
  /// The network, as messages call it.
  package let model: String

  package init(height: Int, width: Int, model: String) {
    (self.height, self.width, self.model) = (height, width, model)
  }

  package var message: String { "images of \(width)x\(height) pixels are too small for \(model)" }
  package var hint: String? { "use images of 32x32 pixels" }
  package var status: ExitStatus { .configuration }
}
