import Autodiff
import Support

/// What is needed to make an architecture again: saved with every run and every weights file.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  /// A name from `names`.
  public var name: String
  public var classes: Int
  /// How residual blocks that change the size carry their input on; `nil` for the architecture's own default.
  public var shortcut: Shortcut?
  /// Factor of all channels but those of the images.
  public var width: Int

  public init(name: String, classes: Int, shortcut: Shortcut? = nil, width: Int = 1) {
    (self.name, self.classes, self.shortcut, self.width) = (name, classes, shortcut, width)
  }

  /// The widths that an architecture can have; 1 alone for an unknown one.
  public static func widths(of name: String) -> ClosedRange<Int> { Architecture.named(name)?.widths ?? 1...1 }

  /// As it stands in a sentence: `resnet20`, `resnet20 of width 2`.
  public var title: String { width == 1 ? name : "\(name) of width \(width)" }

  /// Names of all architectures, in the order in which help lists them.
  public static let names = Architecture.all.map(\.name)

  /// The architecture and its parameters, filled from the seed, with room for gradients: for training.
  ///
  /// Throws if the name is unknown, the number of classes is below 2, or the architecture has no such shortcut or
  /// width.
  package func build(seed: UInt64) throws(ModelFailure) -> Network {
    let (model, builder) = try declared()
    return Network(configuration: self, model: model, store: builder.build(seed: seed))
  }

  /// The architecture with all parameters 0, to be loaded from a file, and without gradients: for inference. Throws
  /// like `build(seed:)`.
  package func build() throws(ModelFailure) -> Network {
    let (model, builder) = try declared()
    return Network(configuration: self, model: model, store: builder.build())
  }

  private func declared() throws(ModelFailure) -> (any Model, ParameterBuilder) {
    guard classes >= 2 else { throw .classes(classes) }
    guard let architecture = Architecture.named(name) else { throw .unknown(name) }
    guard architecture.widths.contains(width) else { throw .width(name, width) }
    if let shortcut, !architecture.shortcuts.contains(shortcut) { throw .shortcut(name) }
    var builder = ParameterBuilder()
    let model = architecture.make(self, &builder)
    return (model, builder)
  }
}

/// The two shortcuts of He et al. 2016, §3.3.
public enum Shortcut: String, Codable, Sendable, CaseIterable {
  /// Option A: subsampling and zero channels, no parameters.
  case padding = "A"
  /// Option B: a 1x1 convolution with batch normalisation.
  case projection = "B"
}

/// An architecture together with its parameters.
package struct Network: Sendable {
  package let configuration: ModelConfiguration
  package let model: any Model
  package let store: ParameterStore

  /// Normalised images [N, H, W, 3] to the last feature map [N, h, w, C] and the logits [N, classes].
  package func record(_ images: Value) throws(ImagesTooSmall) -> (features: Value, logits: Value) {
    do {
      let features = try model.features(images)
      return (features, try model.logits(features))
    } catch {
      // Of images with three channels, nothing but their size can be wrong.
      throw ImagesTooSmall(height: images.shape[1], width: images.shape[2], model: configuration.title)
    }
  }
}

/// A model that cannot be made.
package enum ModelFailure: Failure, Equatable {
  case unknown(String)
  case classes(Int)
  case shortcut(String)
  case width(String, Int)

  package var message: String {
    switch self {
    case .unknown(let name): "unknown model '\(name)'"
    case .classes(let count): "a model for \(count) class\(count == 1 ? "" : "es"); at least 2 are needed"
    case .shortcut(let name): "model '\(name)' has no choice of this shortcut"
    case .width(let name, let width):
      "model '\(name)': expected a width of \(Self.list(ModelConfiguration.widths(of: name))), found \(width)"
    }
  }
  package var hint: String? {
    switch self {
    case .unknown: "models are " + ModelConfiguration.names.joined(separator: ", ")
    case .classes: "choose data with two or more classes"
    case .shortcut: "shortcuts A and B can be chosen for " + Format.list(Architecture.withShortcuts, "and")
    case .width: "the width multiplies the channels; leave it out for the published network"
    }
  }
  package var status: ExitStatus { .usage }

  private static func list(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
