/// A trained model in one file: named tensors and everything needed to use them.
///
/// Weights are stored out-in-height-width for convolutions and out-in for linear layers, under the names common for
/// the architecture (`layer1.0.conv1.weight`, `bn1.running_mean`, `fc.bias`).
package struct WeightsFile: Sendable, Equatable {
  package let tensors: [NamedTensor]
  package let metadata: WeightsMetadata

  package init(tensors: [NamedTensor], metadata: WeightsMetadata) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// The tensor of that name.
  package subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }

  /// Writes the file so that at every moment the path holds either the former file or the whole new one.
  package func write(to path: String) throws(SafetensorsFailure) {
    let strings = try metadata.strings(path: path)
    try Safetensors.write(tensors, metadata: strings, to: path)
  }

  /// Reads and checks a file.
  /// - Throws: a file that is missing, malformed, or lacks the metadata (weights of other programs; see
  ///   `Safetensors.read` for those).
  package static func read(_ path: String) throws(SafetensorsFailure) -> WeightsFile {
    let contents = try Safetensors.read(path)
    return WeightsFile(
      tensors: contents.tensors, metadata: try WeightsMetadata(strings: contents.metadata, path: path))
  }
}
