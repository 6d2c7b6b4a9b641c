import Support

/// A table in text: fields between separators, with quotation marks where a field holds a separator (RFC 4180).
///
/// Blanks around a field without quotation marks do not belong to it.
struct DelimitedText {
  struct Row {
    /// Of its first line, from 1.
    var line: Int
    var fields: [String]
  }

  let rows: [Row]

  /// - Throws: the line of a quotation mark that is never closed, or that is followed by more than a separator.
  init(_ lines: some Collection<String>, separator: Character, firstLine: Int = 1) throws(Problem) {
    var rows: [Row] = []
    var reader = FieldReader(separator: separator)
    var start = firstLine
    for (index, line) in lines.enumerated() {
      if reader.isComplete {
        if line.trimmed.isEmpty { continue }
        start = firstLine + index
      }
      guard reader.take(line) else { throw Problem(line: firstLine + index, text: line) }
      if reader.isComplete { rows.append(Row(line: start, fields: reader.finish())) }
    }
    if !reader.isComplete { throw Problem(line: start, text: "a quotation mark that is never closed") }
    self.rows = rows
  }

  struct Problem: Error {
    var line: Int
    var text: String
  }
}

/// Cuts lines into fields.
private struct FieldReader {
  let separator: Character
  private var fields: [String] = []
  private var field = ""
  private var isQuoted = false
  private(set) var isComplete = true

  init(separator: Character) { self.separator = separator }

  /// Returns false for a quotation mark in the wrong place.
  mutating func take(_ line: String) -> Bool {
    if !isComplete { field += "\n" }
    var rest = line[...]
    while let character = rest.popFirst() {
      if !isComplete {
        if character != "\"" {
          field.append(character)
        } else if rest.first == "\"" {
          field.append("\"")
          rest.removeFirst()
        } else {
          isComplete = true
        }
      } else if character == separator {
        endField()
      } else if character == "\"" && field.trimmed.isEmpty && !isQuoted {
        (field, isQuoted, isComplete) = ("", true, false)
      } else if isQuoted {
        if !character.isWhitespace { return false }
      } else {
        field.append(character)
      }
    }
    return true
  }

  private mutating func endField() {
    fields.append(isQuoted ? field : field.trimmed)
    (field, isQuoted) = ("", false)
  }

  mutating func finish() -> [String] {
    endField()
    defer { fields = [] }
    return fields
  }
}
