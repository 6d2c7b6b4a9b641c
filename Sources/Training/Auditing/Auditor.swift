import Images
import Datasets
import Kernels
import Support

/// Looks through a data set for what spoils training and figures: copies, leaks between splits, wrong labels, outliers.
///
/// The result depends on pixels, labels, order, settings and seed; names of files and the number of threads play no
/// part.
package struct Auditor {
  package struct Settings: Sendable, Equatable {
    package var checksLabels = true
    /// Parts of the cross-validation, 2 or more.
    package var folds = 4
    /// Passes over the training images of each fold; `nil` for a number by the amount of data.
    package var epochs: Int?
    package var seed: UInt64 = 0
    package init() {}
  }

  /// What is being done.
  package enum Stage: Sendable {
    case comparing, checkingLabels
  }

  private let settings: Settings
  private let backend: Backend

  /// Traps unless there are two or more folds and one or more epochs.
  package init(_ settings: Settings, backend: Backend) {
    precondition(settings.folds >= 2 && settings.epochs ?? 1 >= 1, "\(settings)")
    (self.settings, self.backend) = (settings, backend)
  }

  /// Smallest side of an image that can be audited: the networks halve it twice, and comparisons shift the
  /// middle of it both ways.
  package static let leastSide = 16

  /// - Parameter progress: told the stage and how much of how much is done; may throw to stop the audit.
  /// - Throws: `AuditFailure`, or what `progress` throws.
  package func run(
    _ images: AuditedImages, progress: (Stage, _ done: Int, _ total: Int) throws -> Void = { _, _, _ in }
  ) throws -> AuditReport {
    let set = images.set
    guard min(set.height, set.width) >= Self.leastSide else {
      throw AuditFailure.imagesTooSmall(height: set.height, width: set.width, least: Self.leastSide)
    }
    let light = OutlierFinder(set)
    let copies = try DuplicateFinder(images, isFlat: light.isFlat, backend: backend).run {
      try progress(.comparing, $0, images.count)
    }
    let (labels, note) = try checkLabels(images, leaders: copies.leaders) {
      try progress(.checkingLabels, $0, $1)
    }
    return AuditReport(
      format: 1, dataSummary: set.provenance.summary, isSynthetic: set.provenance.isSynthetic,
      splits: images.parts.map { .init(split: $0.split, images: $0.positions.count) }, classNames: set.classNames,
      duplicates: copies.groups, labels: labels, labelNote: note,
      outliers: light.find(in: images, neighbourCorrelations: copies.neighbourCorrelations),
      unreadable: images.unreadable)
  }

  private func checkLabels(
    _ images: AuditedImages, leaders: [Int], progress: (Int, Int) throws -> Void
  ) throws -> (AuditReport.LabelCheck?, note: String?) {
    guard settings.checksLabels else { return (nil, "not asked for") }
    let set = images.set
    let folds = Folds(
      labels: set.labels, leaders: leaders, classes: set.classNames.count, count: settings.folds, seed: settings.seed)
    let used = folds.used
    guard Set(used.map { set.labels[$0] }).count >= 2 else {
      return (nil, "needs two classes with \(settings.folds) different pictures or more")
    }
    guard ChannelStatistics(of: set, indices: used).deviation.contains(where: { $0 > 0 }) else {
      return (nil, "all images are of one colour")
    }
    let validation = CrossValidation(
      imageCount: used.count, epochs: settings.epochs, seed: settings.seed, backend: backend)
    let all = try validation.probabilities(set, folds: folds, progress: progress)
    let classes = set.classNames.count
    let learned = ConfidentLearning(
      labels: used.map { set.labels[$0] }, probabilities: used.flatMap { all[$0 * classes..<($0 + 1) * classes] },
      classes: classes)
    let evidence = LabelEvidence(learned, images: used.count)
    let check = AuditReport.LabelCheck(
      model: CrossValidation.model, folds: settings.folds, epochs: validation.epochs, seed: settings.seed,
      images: used.count, crossValidatedAccuracy: learned.accuracy,
      estimatedErrors: evidence.isEnough ? learned.estimatedErrors : nil, evidence: evidence,
      thresholds: learned.thresholds, confidentJoint: learned.joint,
      uncheckedClasses: folds.leftOut.map { set.classNames[$0] },
      suspects: learned.suspects.map {
        AuditReport.LabelSuspect(
          image: images.reference(used[$0.index]), suggestedClass: set.classNames[$0.suggested], margin: $0.margin,
          confidence: $0.confidence)
      })
    return (check, nil)
  }
}
