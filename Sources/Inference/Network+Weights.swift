import Autodiff
import Models
import Serialization
import Support

/// A weights file that does not fit the model it names.
public enum WeightsMismatch: Failure, Equatable {
  case model(path: String, ModelFailure)
  case missing(path: String, tensor: String)
  case unfitting(path: String, ParameterMismatch)

  public var message: String {
    switch self {
    case .model(let path, let failure): "\(path): \(failure.message)"
    case .missing(let path, let tensor): "\(path): the tensor '\(tensor)' of the model is not in the file"
    case .unfitting(let path, let mismatch): "\(path): \(mismatch)"
    }
  }
  public var hint: String? { "the file belongs to another model or was changed; use the weights of a finished run" }
  public var status: ExitStatus { .malformedInput }
}

extension Network {
  /// The network that a weights file describes, with its parameters.
  ///
  /// Throws if the file names no known model, lacks a tensor, or has one of another shape or an unknown name. PyTorch's
  /// batch counters (`num_batches_tracked`) are passed over.
  public init(_ file: WeightsFile, path: String) throws(WeightsMismatch) {
    let metadata = file.metadata
    let configuration = ModelConfiguration(
      name: metadata.model, classes: metadata.classNames.count,
      shortcut: metadata.modelConfiguration["shortcut"].flatMap(Shortcut.init(rawValue:)))
    let network: Network
    do {
      network = try configuration.build(seed: 0)
    } catch {
      throw .model(path: path, error)
    }
    try network.load(file.tensors, path: path, skipping: { _ in false })
    self = network
  }

  /// Fills the parameters from named tensors.
  ///
  /// - Parameter skipping: tensors of the model that keep their values, such as a head for other classes.
  public func load(
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
  public func namedTensors() -> [NamedTensor] { store.tensors().map { NamedTensor($0.name, $0.tensor) } }

  /// Settings of the model as a weights file stores them.
  public var fileConfiguration: [String: String] {
    configuration.shortcut.map { ["shortcut": $0.rawValue] } ?? [:]
  }
}
