import Autodiff
import Models
import Serialization
import Support

/// A weights file that does not fit the model it names.
package enum WeightsMismatch: Failure, Equatable {
  case model(path: String, ModelFailure)
  case missing(path: String, tensor: String)
  case unfitting(path: String, ParameterMismatch)
  /// A setting of the model that no model has, or not with this value.
  case setting(path: String, name: String, expected: String, found: String)

  package var message: String {
    switch self {
    case .model(let path, let failure): "'\(path)': \(failure.message)"
    case .missing(let path, let tensor): "'\(path)': the tensor '\(tensor)' of the model is not in the file"
    case .unfitting(let path, let mismatch): "'\(path)': \(mismatch)"
    case .setting(let path, let name, let expected, let found):
      "'\(path)': the model's setting '\(name)': expected \(expected), found '\(found)'"
    }
  }
  package var hint: String? { "the file belongs to another model or was changed; use the weights of a finished run" }
  package var status: ExitStatus { .malformedInput }
}

extension Network {
  /// The network that a weights file describes, with its parameters.
  ///
  /// Throws if the file names no known model, lacks a tensor, or has one of another shape or an unknown name. PyTorch's
  /// batch counters (`num_batches_tracked`) are passed over.
  package init(_ file: WeightsFile, path: String) throws(WeightsMismatch) {
    let metadata = file.metadata
    let configuration = try Self.configuration(metadata, path: path)
    let network: Network
    do {
      network = try configuration.build()
    } catch {
      throw .model(path: path, error)
    }
    try network.load(file.tensors, path: path, skipping: { _ in false })
    self = network
  }

  /// The architecture that a weights file names. What was left out has its default, also in files from before the
  /// setting existed.
  package static func configuration(
    _ metadata: WeightsMetadata, path: String
  ) throws(WeightsMismatch) -> ModelConfiguration {
    var configuration = ModelConfiguration(name: metadata.model, classes: metadata.classNames.count)
    for (name, text) in metadata.modelConfiguration.sorted(by: { $0.key < $1.key }) {
      switch name {
      case "shortcut":
        guard let shortcut = Shortcut(rawValue: text) else {
          throw .setting(path: path, name: name, expected: "A or B", found: text)
        }
        configuration.shortcut = shortcut
      case "width":
        guard let width = Int(text) else {
          throw .setting(path: path, name: name, expected: "a whole number", found: text)
        }
        configuration.width = width
      default: throw .setting(path: path, name: name, expected: "no setting of this name", found: text)
      }
    }
    return configuration
  }

  /// Fills the parameters from named tensors.
  ///
  /// - Parameter skipping: tensors of the model that keep their values, such as a head for other classes.
  package func load(
    _ tensors: [NamedTensor], path: String, skipping: (String) -> Bool
  ) throws(WeightsMismatch) {
    var open = Set((store.entries + store.states).map(\.name).filter { !skipping($0) })
    for named in tensors where !named.name.hasSuffix("num_batches_tracked") && !skipping(named.name) {
      guard let tensor = named.tensor else { continue }
      do {
        try store.load(named.name, tensor)
      } catch {
        throw .unfitting(path: path, error)
      }
      open.remove(named.name)
    }
    if let missing = open.min() { throw .missing(path: path, tensor: missing) }
  }

  /// All parameters and running statistics, ready to be written.
  package func namedTensors() -> [NamedTensor] { store.tensors().map { NamedTensor($0.name, $0.tensor) } }

  /// Settings of the model as a weights file stores them.
  package var fileConfiguration: [String: String] {
    var settings: [String: String] = [:]
    configuration.shortcut.map { settings["shortcut"] = $0.rawValue }
    if configuration.width != 1 { settings["width"] = "\(configuration.width)" }
    return settings
  }
}
