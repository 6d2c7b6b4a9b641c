import Foundation
import Serialization
import Support

/// The figures of a run's epochs for TensorBoard, in the run's folder: an event for each, with its figures as scalars.
///
/// The file grows by an event when an epoch has ended, so that a TensorBoard that watches it sees it at once. What a
/// killed process wrote of an epoch that is trained again is removed, what it did not write yet is added.
package final class ScalarEvents {
  private var file: RecordFile
  private let now: () -> Double

  /// - Parameters:
  ///   - history: the finished epochs.
  ///   - now: seconds since 1970.
  package init(
    _ folder: String, history: [EpochRecord], now: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws {
    self.now = now
    var kept = 0
    file = try RecordFile(appendingTo: RunPaths.events(folder)) { bytes in
      guard let event = ScalarEvent(bytes) else { return false }
      let expected =
        kept == 0
        ? ScalarEvent.version(time: event.time)
        : kept <= history.count ? ScalarEvent(history[kept - 1], time: event.time) : nil
      // Compared as bytes: a loss that is no number equals itself.
      guard expected?.bytes == bytes else { return false }
      kept += 1
      return true
    }
    if kept == 0 { try file.append(ScalarEvent.version(time: now()).bytes) }
    for record in history.dropFirst(max(0, kept - 1)) { try append(record) }
  }

  package func append(_ record: EpochRecord) throws {
    try file.append(ScalarEvent(record, time: now()).bytes)
  }

  /// What a file holds, the version at its beginning left out; `nil` if it is not one that this program writes.
  package static func read(_ folder: String) throws -> [ScalarEvent]? {
    guard let records = try RecordFile.records(at: RunPaths.events(folder)) else { return nil }
    let events = records.compactMap(ScalarEvent.init)
    guard events.count == records.count, events.first?.version == "brain.Event:2" else { return nil }
    return Array(events.dropFirst())
  }
}
