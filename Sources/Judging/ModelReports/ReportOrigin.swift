import Evaluation
import Foundation
import Images
import Inference
import Kernels
import Reports
import Serialization
import Support

/// What a report tells beyond the figures: how the model was trained, and all that is needed to have the figures again.
package struct ReportOrigin {
  private let model: TrainedModel
  private let set: ImageSet
  private let backend: Backend
  private let time: ReportTime
  private let configuration: String?

  /// - Parameter configuration: of the run that wrote the weights, as text.
  package init(_ model: TrainedModel, _ set: ImageSet, backend: Backend, time: ReportTime, configuration: String?) {
    (self.model, self.set, self.backend, self.time) = (model, set, backend, time)
    self.configuration = configuration
  }

  /// Throws if a checksum cannot be computed.
  package func content(
    _ report: EvaluationReport, _ predictions: Predictions, _ mistakes: [PicturedMistake]
  ) throws(DigestFailure) -> ReportContent {
    var content = ReportContent(report, predictions: predictions)
    // Curves are an extra: a damaged file costs nothing but them.
    content.training = model.runFolder.flatMap { try? EpochRecord.history(of: $0) } ?? []
    content.mistakes = mistakes
    content.provenance = Provenance(facts: try facts(report), configuration: configuration)
    return content
  }

  private func facts(_ report: EvaluationReport) throws(DigestFailure) -> [Provenance.Fact] {
    let provenance = model.file.metadata.provenance
    var images = try DigestStream(.sha256)
    images.update(set.pixels)
    images.update(Array(set.labels.map(String.init).joined(separator: " ").utf8))
    var facts: [Provenance.Fact] = [
      .init("Checksum of the images", "sha256 \(try images.finish().hex), of pixels and labels as the model saw them"),
      .init("Checksum of the weights", "sha256 \(try Digest.sha256(ofFile: model.path).hex)"),
      .init("Trained by", "CIFARKit \(provenance.programVersion), seed \(provenance.seed), epoch \(provenance.epoch)"),
    ]
    if let seed = report.robustness?.seed { facts.append(.init("Seed of the damage", "\(seed)")) }
    return facts + [
      .init(
        "Machine",
        "\(Self.processor), \(Format.plural(backend.threads, "thread")), "
          + "\(backend.instructionSet), \(backend.precision.rawValue)"),
      .init("System", ProcessInfo.processInfo.operatingSystemVersionString), .init("Command", Self.command),
      .init("Time", time.readable),
    ]
  }

  /// As the system calls it.
  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    return name.flatMap { $0.isEmpty ? nil : $0 } ?? "unknown processor"
  }

  private static var command: String {
    let arguments = CommandLine.arguments
    return ([FileSystem.name(of: arguments.first ?? "")] + arguments.dropFirst()).map(ShellText.word)
      .joined(separator: " ")
  }
}
