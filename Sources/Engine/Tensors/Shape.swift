/// The extents of a tensor, outermost first: activations are [N, H, W, C].
public struct Shape: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByArrayLiteral {
  public let dimensions: [Int]

  /// Traps if an extent is negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative extent in shape \(dimensions)")
    self.dimensions = dimensions
  }
  public init(arrayLiteral elements: Int...) { self.init(elements) }
  public init(from decoder: any Decoder) throws {
    let dimensions = try [Int](from: decoder)
    guard dimensions.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "negative extent in shape \(dimensions)"))
    }
    self.dimensions = dimensions
  }
  public func encode(to encoder: any Encoder) throws { try dimensions.encode(to: encoder) }

  /// Number of dimensions; 0 for a scalar.
  public var rank: Int { dimensions.count }
  /// Number of elements; 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }
  /// Extent of the last dimension: the channels of an activation. 1 for a scalar.
  public var channels: Int { dimensions.last ?? 1 }
  public subscript(axis: Int) -> Int { dimensions[axis] }
  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}

/// Two shapes that do not fit one operation.
public struct ShapeError: Error, Sendable, Equatable, CustomStringConvertible {
  public let operation: String
  public let expected: String
  public let found: [Shape]

  public init(_ operation: String, expected: String, found: [Shape]) {
    (self.operation, self.expected, self.found) = (operation, expected, found)
  }
  public var description: String {
    "\(operation) expects \(expected), found \(found.map(\.description).joined(separator: " and "))"
  }
}
