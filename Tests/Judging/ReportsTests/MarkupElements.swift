import Foundation
import FoundationXML

/// The elements of an SVG or of a page, in their order. Reading fails unless the text is well-formed XML.
struct MarkupElements {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// The text directly inside, not that of inner elements.
    var text = ""

    subscript(_ attribute: String) -> String? { attributes[attribute] }
    func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }
    /// The corners of a polyline or polygon.
    var points: [(x: Double, y: Double)] {
      (attributes["points"] ?? "").split(separator: " ").compactMap { pair in
        let numbers = pair.split(separator: ",").compactMap { Double($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
      }
    }
  }

  let all: [Element]

  init(_ text: String) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    guard parser.parse() else {
      throw NotWellFormed(description: "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    }
    all = reader.elements
  }

  subscript(_ name: String) -> [Element] { all.filter { $0.name == name } }
  /// All text, in order.
  var text: String { all.map(\.text).joined(separator: "\n") }

  struct NotWellFormed: Error, CustomStringConvertible { let description: String }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: elementName, attributes: attributes))
    }
    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if let current = open.last { elements[current].text += string }
    }
  }
}

/// Names that would do harm if they were taken for markup.
let hostileNames = [
  "<script>alert(1)</script>", "\"onload=\"alert(1)", "' onerror='alert(2)", "a & b &lt; c", "]]> <!-- -->",
  "back\\slash | pipe `tick` *star* _under_ [link](http://example.com)", "new\nline\u{0}\u{1B}[2J\u{202E}tfel",
  "\u{FFFE}\u{FFFF} odd", String(repeating: "very-long-name-", count: 40), "自転車 🚲", "</style></title><img src=x>",
]
