import Support

/// A state from which a run continues to the same bits: named tensors, a small state of any kind, and the
/// configuration it belongs to.
///
/// The file is a safetensors file. Tensors keep every bit (NaN, infinities and negative zero included); the state is
/// JSON, in which non-finite numbers are strings (see `JSONText`). A SHA-256 digest over the whole file reveals
/// silent corruption; the configuration is stored flat so that a difference can be named.
package struct Checkpoint<State: Codable & Sendable>: Sendable {
  package let tensors: [NamedTensor]
  package let state: State
  /// Flattened settings, such as `["optimizer.momentum": "0.9"]`: those that must agree for the run to continue.
  package let configuration: [String: String]

  package init(tensors: [NamedTensor], state: State, configuration: [String: String]) {
    (self.tensors, self.state, self.configuration) = (tensors, state, configuration)
  }

  /// The tensor of that name.
  package subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }

  /// Writes the file so that at every moment the path holds either the former checkpoint or the whole new one.
  package func write(to path: String) throws(CheckpointFailure) {
    let bytes = try encoded(path: path)
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(.init(path: path, .file(error)))
    }
  }

  /// Reads and checks a file.
  /// - Parameter expected: the settings of the run that wants to continue; `nil` accepts any.
  /// - Throws: a file that is missing or malformed, a digest that does not fit, a state of another kind, a
  ///   configuration that differs.
  package static func read(
    _ path: String, expecting expected: [String: String]? = nil
  ) throws(CheckpointFailure) -> Checkpoint {
    let bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(at: path)
    } catch {
      throw .file(.init(path: path, .file(error)))
    }
    return try decode(bytes, path: path, expecting: expected)
  }

  /// The bytes of the file.
  package func encoded(path: String) throws(CheckpointFailure) -> [UInt8] {
    var metadata: [String: String]
    do {
      metadata = [
        CheckpointKey.format: CheckpointKey.version,
        CheckpointKey.state: try JSONText.encode(state, layout: .line),
        CheckpointKey.configuration: try JSONText.encode(configuration, layout: .line),
      ]
    } catch {
      throw .stateNotEncodable(path: path, reason: error.message)
    }
    let layout: SafetensorsLayout
    do { layout = try SafetensorsLayout(tensors, path: path) } catch { throw .file(error) }
    metadata[CheckpointKey.digest] = try CheckpointDigest.compute(layout, metadata)
    do { return try layout.encode(metadata: metadata) } catch { throw .file(error) }
  }

  /// From the bytes of a file.
  package static func decode(
    _ bytes: [UInt8], path: String, expecting expected: [String: String]? = nil
  ) throws(CheckpointFailure) -> Checkpoint {
    let contents: Safetensors.Contents
    do {
      contents = try Safetensors.decode(bytes, path: path)
    } catch {
      throw .file(error)
    }
    guard let version = contents.metadata[CheckpointKey.format] else { throw .notACheckpoint(path: path) }
    guard version == CheckpointKey.version else {
      throw .otherVersion(path: path, expected: CheckpointKey.version, found: version)
    }
    try CheckpointDigest.verify(bytes, contents, path: path)

    let found: [String: String] = try json(CheckpointKey.configuration, contents.metadata, path)
    if let expected, expected != found {
      throw .otherConfiguration(path: path, differences: ConfigurationDifference.between(expected, found))
    }
    let state: State = try json(CheckpointKey.state, contents.metadata, path)
    return Checkpoint(tensors: contents.tensors, state: state, configuration: found)
  }

  private static func json<Value: Decodable>(
    _ key: String, _ metadata: [String: String], _ path: String
  ) throws(CheckpointFailure) -> Value {
    do {
      return try JSONText.decode(Value.self, from: metadata[key] ?? "")
    } catch {
      throw .stateNotDecodable(path: path, key: key, reason: error.message)
    }
  }
}

/// The keys of a checkpoint in `__metadata__`.
enum CheckpointKey {
  static let format = "cifarkit.checkpoint"
  static let version = "1"
  static let state = "cifarkit.state"
  static let configuration = "cifarkit.configuration"
  static let digest = "cifarkit.digest"
}
