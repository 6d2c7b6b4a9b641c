import Foundation
import Support

/// JSON values by dotted name, to compare configurations field by field.
package enum FlatJSON {
  /// Flattens the text of a JSON object: `{"a": {"b": 1}}` gives `["a.b": "1"]`.
  package static func flatten(_ text: String) throws(JSONFailure) -> [String: String] {
    let value: Node = try JSONText.decode(Node.self, from: text)
    var result: [String: String] = [:]
    value.collect("", into: &result)
    return result
  }

  private enum Node: Decodable {
    case object([String: Node])
    case array([Node])
    case text(String)

    init(from decoder: any Decoder) throws {
      if let object = try? [String: Node](from: decoder) {
        self = .object(object)
      } else if let array = try? [Node](from: decoder) {
        self = .array(array)
      } else {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
          self = .text("null")
        } else if let flag = try? container.decode(Bool.self) {
          self = .text("\(flag)")
        } else if let number = try? container.decode(UInt64.self) {
          // Before Double, which cannot tell large seeds apart.
          self = .text("\(number)")
        } else if let number = try? container.decode(Double.self) {
          self = .text("\(number)")
        } else {
          self = .text(try container.decode(String.self))
        }
      }
    }

    func collect(_ path: String, into result: inout [String: String]) {
      switch self {
      case .object(let fields):
        for (name, node) in fields { node.collect(path.isEmpty ? name : "\(path).\(name)", into: &result) }
      case .array(let elements):
        for (index, node) in elements.enumerated() { node.collect("\(path)[\(index)]", into: &result) }
      case .text(let text): result[path] = text
      }
    }
  }
}
