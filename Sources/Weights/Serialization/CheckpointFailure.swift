import Support

/// Why a checkpoint cannot be written, read, or continued from.
package enum CheckpointFailure: Failure, Equatable {
  /// The file itself: missing, unreadable, malformed, not writable.
  case file(SafetensorsFailure)
  /// The machine offers no SHA-256.
  case digest(DigestFailure)
  /// A safetensors file, but without a state to continue from.
  case notACheckpoint(path: String)
  case otherVersion(path: String, expected: String, found: String)
  /// The content is not what was written.
  case corrupt(path: String, expected: String, found: String)
  /// The run's settings are not those of the checkpoint.
  case otherConfiguration(path: String, differences: [ConfigurationDifference])
  case stateNotEncodable(path: String, reason: String)
  case stateNotDecodable(path: String, key: String, reason: String)

  package var message: String {
    switch self {
    case .file(let failure): failure.message
    case .digest(let failure): failure.message
    case .notACheckpoint(let path): "'\(path)': no checkpoint: expected '\(CheckpointKey.format)' in the metadata"
    case .otherVersion(let path, let expected, let found):
      "'\(path)': checkpoint of version \(found), expected \(expected)"
    case .corrupt(let path, let expected, let found):
      "'\(path)': content was changed: expected SHA-256 \(expected), found \(found)"
    case .otherConfiguration(let path, let differences):
      "'\(path)': checkpoint of another configuration: " + ConfigurationDifference.list(differences)
    case .stateNotEncodable(let path, let reason): "'\(path)': state cannot be written: \(reason)"
    case .stateNotDecodable(let path, let key, let reason): "'\(path)': metadata '\(key)': \(reason)"
    }
  }

  package var hint: String? {
    switch self {
    case .file(let failure): failure.hint
    case .digest(let failure): failure.hint
    case .notACheckpoint: "name the checkpoint of a run folder; weights alone cannot be continued"
    case .otherVersion, .stateNotDecodable: "continue with the version of the program that wrote the checkpoint"
    case .corrupt: "copy the checkpoint again, or start the run anew"
    case .otherConfiguration: "give the settings the run was started with, or start a new run"
    case .stateNotEncodable: nil
    }
  }

  package var status: ExitStatus {
    switch self {
    case .file(let failure): failure.status
    case .digest(let failure): failure.status
    case .notACheckpoint, .corrupt, .stateNotDecodable: .malformedInput
    case .otherVersion, .otherConfiguration: .configuration
    case .stateNotEncodable: .software
    }
  }
}

/// A setting in which two configurations differ.
public struct ConfigurationDifference: Sendable, Equatable, CustomStringConvertible {
  package let key: String
  /// The running program's value; `nil` when it has no such setting.
  package let expected: String?
  /// The checkpoint's value; `nil` when it has no such setting.
  package let found: String?

  package init(key: String, expected: String?, found: String?) {
    (self.key, self.expected, self.found) = (key, expected, found)
  }

  public var description: String { "\(key) is \(expected ?? "not set") now, was \(found ?? "not set")" }

  /// All settings that differ, sorted by name.
  package static func between(_ expected: [String: String], _ found: [String: String]) -> [ConfigurationDifference] {
    Set(expected.keys).union(found.keys).sorted()
      .filter { expected[$0] != found[$0] }
      .map { ConfigurationDifference(key: $0, expected: expected[$0], found: found[$0]) }
  }

  /// The first three in one line.
  static func list(_ differences: [ConfigurationDifference]) -> String {
    let shown = 3
    let first = differences.prefix(shown).map(\.description).joined(separator: "; ")
    return differences.count > shown ? first + "; and \(differences.count - shown) more" : first
  }
}
