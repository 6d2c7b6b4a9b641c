/// The extents of a tensor, outermost first: activations are [N, H, W, C].
package struct Shape: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByArrayLiteral {
  package let dimensions: [Int]

  /// Traps if an extent is negative.
  package init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative extent in shape \(dimensions)")
    self.dimensions = dimensions
  }
  package init(arrayLiteral elements: Int...) { self.init(elements) }
  package init(from decoder: any Decoder) throws {
    let dimensions = try [Int](from: decoder)
    guard dimensions.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "negative extent in shape \(dimensions)"))
    }
    self.dimensions = dimensions
  }
  package func encode(to encoder: any Encoder) throws { try dimensions.encode(to: encoder) }

  /// Number of dimensions; 0 for a scalar.
  package var rank: Int { dimensions.count }
  /// Number of elements; 1 for a scalar.
  package var count: Int { dimensions.reduce(1, *) }
  /// Extent of the last dimension: the channels of an activation. 1 for a scalar.
  package var channels: Int { dimensions.last ?? 1 }
  package subscript(axis: Int) -> Int { dimensions[axis] }
  package var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}

/// Two shapes that do not fit one operation.
package struct ShapeError: Error, Sendable, Equatable, CustomStringConvertible {
  package let operation: String
  package let expected: String
  package let found: [Shape]

  package init(_ operation: String, expected: String, found: [Shape]) {
    (self.operation, self.expected, self.found) = (operation, expected, found)
  }
  package var description: String {
    "\(operation) expects \(expected), found \(found.map(\.description).joined(separator: " and "))"
  }
}
