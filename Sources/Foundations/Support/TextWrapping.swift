/// Breaks text between words so that each line fits.
///
/// Line breaks in the text stay, and lines that begin with a space are taken as they are. A word that is too long for
/// any line gets one of its own.
package func wrapped(_ text: String, columns: Int) -> [String] {
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if paragraph.isEmpty || paragraph.hasPrefix(" ") {
      lines.append(String(paragraph))
      continue
    }
    var line = ""
    for word in paragraph.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if DisplayText.width(line) + 1 + DisplayText.width(String(word)) <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    lines.append(line)
  }
  return lines
}
