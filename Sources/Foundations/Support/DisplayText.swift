/// How text looks on a terminal.
package enum DisplayText {
  /// The number of columns a terminal gives to the text: two for East Asian wide characters and emoji, none for
  /// combining marks.
  package static func width(_ text: String) -> Int {
    var width = 0
    for character in text { width += Self.width(character) }
    return width
  }

  /// The text with control characters made visible (`\n`, `\u{1B}`), so that a name from a file can neither break a
  /// line nor command the terminal.
  package static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isControl(scalar): result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The beginning of the text that fits into a number of columns.
  package static func prefix(_ text: String, columns: Int) -> String {
    var result = ""
    var used = 0
    for character in text {
      used += width(character)
      if used > columns { break }
      result.append(character)
    }
    return result
  }

  /// A title and a text beside it, in lines that end where the terminal does: all but the first begin below the text.
  ///
  /// - Parameters:
  ///   - indentation: where the text begins; the title must be shorter.
  ///   - limit: columns, or `nil` for one line of any length. A word that is longer than a line is not broken.
  package static func labelled(_ title: String, _ text: String, indentation: Int, limit: Int?) -> String {
    let text = printable(text)
    // A number and its percent sign stay together.
    let lines =
      limit.map { wrapped(text.replacing(" %", with: "\u{A0}%"), columns: max(20, $0 - indentation)) } ?? [text]
    let blank = String(repeating: " ", count: indentation)
    return lines.enumerated().map { number, line in
      let start = number == 0 ? title + String(repeating: " ", count: max(0, indentation - width(title))) : blank
      return start + line.replacing("\u{A0}%", with: " %") + "\n"
    }.joined()
  }

  /// A text in lines that end where the terminal does; the first columns, such as a title, stay as they are.
  package static func folded(_ text: String, indentation: Int = 0, limit: Int?) -> String {
    labelled(
      String(text.prefix(indentation)), String(text.dropFirst(indentation)), indentation: indentation, limit: limit)
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return isControl(first) ? 0 : 1 }
    if isControl(first) { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // An emoji variation selector makes a wide picture of a narrow sign.
    let isPicture = first.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
    return isPicture || wideRanges.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// Control characters, and the marks that reorder the text around them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The blocks of Unicode's EastAsianWidth.txt that are wide as a whole.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
