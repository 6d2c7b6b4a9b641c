/// An image of a data set that cannot be read.
public struct UnreadableImage: Sendable, Equatable, Codable {
  /// Its path within the data set.
  public let name: String
  /// In words, with the path.
  public let reason: String

  package init(name: String, reason: String) { (self.name, self.reason) = (name, reason) }
}
