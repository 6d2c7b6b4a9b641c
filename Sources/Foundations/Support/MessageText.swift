extension String {
  /// The printable text between quotation marks.
  package var quoted: String { "\"\(printable)\"" }

  /// The text on one line and cut to a readable length: for names that come from a file and may hold anything, terminal
  /// control sequences included.
  package var printable: String {
    let longest = 120
    var text = ""
    for scalar in unicodeScalars.prefix(longest) {
      if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
        text += scalar.escaped(asASCII: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text + (unicodeScalars.count > longest ? "…" : "")
  }
}

extension Sequence<String> {
  /// "a", "a and b", "a, b and c"; after `limit` items "a, b and 7 more". The items are made printable.
  package func listed(limit: Int = 8) -> String {
    var items = map(\.printable)
    if items.count > limit { items = items.prefix(limit - 1) + ["\(items.count - limit + 1) more"] }
    guard let last = items.popLast() else { return "nothing" }
    return items.isEmpty ? last : items.joined(separator: ", ") + " and " + last
  }
}
