/// A trained model in one file: named tensors and everything needed to use them.
///
/// Weights are stored out-in-height-width for convolutions and out-in for linear layers, under the names common for
/// the architecture (`layer1.0.conv1.weight`, `bn1.running_mean`, `fc.bias`).
public struct WeightsFile: Sendable, Equatable {
  public let tensors: [NamedTensor]
  public let metadata: WeightsMetadata

  public init(tensors: [NamedTensor], metadata: WeightsMetadata) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// The tensor of that name.
  public subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }

  /// Writes the file so that at every moment the path holds either the former file or the whole new one.
  public func write(to path: String) throws(SafetensorsFailure) {
    let strings = try metadata.strings(path: path)
    try Safetensors.write(tensors, metadata: strings, to: path)
  }

  /// Reads and checks a file.
  /// - Throws: a file that is missing, malformed, or lacks the metadata (weights of other programs; see
  ///   `Safetensors.read` for those).
  public static func read(_ path: String) throws(SafetensorsFailure) -> WeightsFile {
    let contents = try Safetensors.read(path)
    return WeightsFile(
      tensors: contents.tensors, metadata: try WeightsMetadata(strings: contents.metadata, path: path))
  }
}
