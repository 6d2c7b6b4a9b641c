/// Which part of a data set.
public enum Split: String, Sendable, Codable, CaseIterable, Hashable {
  case train, validation, test
}
