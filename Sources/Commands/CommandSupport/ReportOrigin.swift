import Datasets
import Evaluation
import Foundation
import Images
import Kernels
import Reports
import Support
import Training

/// What a report tells beyond the figures: how the model was trained, and all that is needed to have the figures again.
package struct ReportOrigin {
  let model: TrainedModel
  let set: ImageSet
  let backend: Backend
  let time: ReportTime

  package init(model: TrainedModel, set: ImageSet, backend: Backend, time: ReportTime) {
    (self.model, self.set, self.backend, self.time) = (model, set, backend, time)
  }

  /// Throws if a checksum cannot be computed.
  package func content(
    _ report: EvaluationReport, _ predictions: Predictions, _ mistakes: [PicturedMistake]
  ) throws(DigestFailure) -> ReportContent {
    var content = ReportContent(report, predictions: predictions)
    content.training = training
    content.mistakes = mistakes
    content.provenance = Provenance(facts: try facts(report), configuration: model.recipe.flatMap(Self.text))
    return content
  }

  /// Every epoch of the run that wrote the weights. Curves are an extra: a damaged file costs nothing but them.
  private var training: [TrainingPoint] {
    let history = model.runFolder.flatMap { try? RunFolder.history($0) } ?? []
    return history.map {
      TrainingPoint(
        epoch: $0.epoch, learningRate: Double($0.learningRate), trainLoss: $0.trainLoss,
        trainAccuracy: $0.trainAccuracy, validationLoss: $0.validationLoss, validationAccuracy: $0.validationAccuracy)
    }
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
        "\(Self.processor), \(backend.threads) thread\(backend.threads == 1 ? "" : "s"), "
          + "\(backend.instructionSet), \(backend.precision.rawValue)"),
      .init("System", ProcessInfo.processInfo.operatingSystemVersionString), .init("Command", Self.command),
      .init("Time", time.readable),
    ]
  }

  private static func text(_ configuration: RunConfiguration) -> String? { try? JSONText.encode(configuration) }

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
