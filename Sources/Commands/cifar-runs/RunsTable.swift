import Foundation
import Support
import Training

/// A row for each run, and what they have in common left out.
struct RunsTable {
  enum Order: String, CaseIterable {
    case run, state, accuracy, epochs, time, date
  }

  let runs: [RunSummary]
  private let place: String
  private let limit: Int?

  /// - Parameter place: the folder that was searched, which is left out of the paths.
  init(_ runs: [RunSummary], in place: String, order: Order, limit: Int?) {
    (self.place, self.limit) = (place.hasSuffix("/") ? place : place + "/", limit)
    func sorted<Key: Comparable>(_ key: (RunSummary) -> Key, by precedes: (Key, Key) -> Bool) -> [RunSummary] {
      // Of equals the first by name; they come in that order.
      runs.enumerated().sorted { one, other in
        let (first, second) = (key(one.element), key(other.element))
        return precedes(first, second) || !precedes(second, first) && one.offset < other.offset
      }.map(\.element)
    }
    self.runs =
      switch order {
      case .run: runs
      case .state: sorted({ RunSummary.State.allCases.firstIndex(of: $0.state) ?? 0 }, by: <)
      case .accuracy: sorted({ $0.bestAccuracy ?? -1 }, by: >)
      case .epochs: sorted(\.epoch, by: >)
      case .time: sorted(\.seconds, by: >)
      case .date: sorted(\.changed, by: >)
      }
  }

  var text: String {
    var table = Table(
      [
        .init(DisplayText.printable(place), shortens: .beginning(to: 14)), .init("state"), .init("accuracy", .right),
        .init("epochs", .right), .init("time", .right, rank: 2), .init("date", rank: 1),
        .init("settings", shortens: .end(to: 12)),
      ], limit: limit)
    for run in runs {
      table.addRow([
        name(of: run), run.state.rawValue, run.bestAccuracy.map { Format.fixed($0, 4) } ?? "–",
        "\(run.epoch)/\(run.epochs)", Format.duration(run.seconds), Self.date(run.changed),
        run.problem ?? settings(of: run),
      ])
    }
    return table.rendered()
  }

  private func name(of run: RunSummary) -> String {
    run.folder.hasPrefix(place) ? String(run.folder.dropFirst(place.count)) : "."
  }

  /// `lr=0.1 width=2`: what has most values comes first, since the end may be cut off.
  private func settings(of run: RunSummary) -> String {
    let names = Set(runs.flatMap(\.settings.keys))
    let values = Dictionary(
      uniqueKeysWithValues: names.map { name in (name, Set(runs.map { $0.settings[name] ?? "" }).count) })
    func variety(_ name: String) -> Int { values[name] ?? 0 }
    let sorted = run.settings.sorted { (variety($1.key), $0.key) < (variety($0.key), $1.key) }
    return sorted.map { "\(title($0.key, among: names))=\($0.value)" }.joined(separator: " ")
  }

  /// The option of a setting where that is another word, else the last part of its name, if that is not ambiguous.
  private func title(_ name: String, among names: Set<String>) -> String {
    if let option = Self.options[name] { return option }
    func last(_ name: String) -> Substring { name.split(separator: ".").last ?? "" }
    return names.count { last($0) == last(name) } == 1 ? String(last(name)) : name
  }

  private static let options = [
    "schedule.peak": "lr", "schedule.kind": "schedule", "data.source": "data", "model.name": "model",
  ]

  /// The day, in the zone of the reader.
  private static func date(_ seconds: Double) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd"
    return formatter.string(from: Date(timeIntervalSince1970: seconds))
  }
}
