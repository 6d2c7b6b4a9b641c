import Support

/// Text from outside, made safe for HTML, SVG and Markdown.
package enum Markup {
  /// The text as content or as a quoted attribute of HTML and XML. Control characters and marks that reorder text
  /// become visible (`\n`, `\u{1B}`), and what XML forbids becomes the replacement character.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in DisplayText.printable(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Like `escaped`, with line breaks kept: for text that is shown as it stands.
  package static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(separator: "\n")
  }

  /// A sentence for HTML: a number and its percent sign stay on one line.
  package static func sentence(_ text: String) -> String { escaped(text).replacing(" %", with: "&#160;%") }

  /// The beginning of a name that is too long for its place, with an ellipsis.
  package static func shortened(_ text: String, columns: Int) -> String {
    let text = DisplayText.printable(text)
    return DisplayText.width(text) <= columns ? text : DisplayText.prefix(text, columns: max(1, columns - 1)) + "…"
  }

  /// The text as one cell or one line of GitHub's Markdown: nothing in it is markup.
  package static func markdown(_ text: String) -> String {
    var result = ""
    for scalar in DisplayText.printable(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "|", "#", "~", "$", "@":
        result += "\\"
        result.unicodeScalars.append(scalar)
      // Entities and not backslashes: HTML is recognised before backslashes are.
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    // A bare address would become a link.
    return result.replacing("://", with: ":&#47;&#47;").replacing("www.", with: "www&#46;")
  }

  /// The text as a link target between `<` and `>` in Markdown.
  package static func linkTarget(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "%"), 0...0x20, 0x7F...:
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      default: result.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return result
  }
}
