import ArgumentParsing
import Auditing
import CommandSupport
import Datasets
import Foundation
import Support

/// `cifar-data audit`: what is wrong with a data set.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds duplicates, leaks between splits, suspected label errors and outliers.",
    discussion: """
      All splits are looked through together. Copies are found though they were shifted by a few pixels, mirrored, \
      compressed or brightened. Labels are judged by networks that were not trained on the image (confident \
      learning); a \
      suspect is a picture to look at, not a proven error. File names play no part.

      Methods, thresholds and the names in the JSON file are explained in docs/audit.md.
      """,
    examples: [
      CommandExample("cifar-data audit my-photos --montage findings.png"),
      CommandExample("cifar-data audit data/cifar-10-binary.tar.gz --no-labels --json findings.json"),
      CommandExample("cifar-data audit my-photos --fail-on leaks,conflicts --quiet", "a check before every training"),
    ])

  @Argument(
    help: ArgumentHelp(
      "Images: \(DataForms.text). What cifar-train would take when left out.", completion: DataForms.completion))
  var path: String?
  @OptionGroup var classes: ClassOptions
  @OptionGroup var amount: LimitOptions
  @OptionGroup(title: "Labels") var check: LabelCheckOptions
  @OptionGroup(title: "Output") var output: AuditOutputOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func validate() throws {
    if output.failOn.contains(.labels), !check.labels {
      throw ValidationFailure("--fail-on labels and --no-labels contradict each other", hint: "leave one of them out")
    }
  }

  func run() throws {
    let backend = try machine.backend(environment: ProcessInfo.processInfo.environment)
    let (source, names) = try open()
    let sets = try source.allImages(
      labelLevel: classes.labelLevel ?? .fine, classes: names, skipsUnreadable: true, limit: amount.limit)
    if !output.quiet { Console.data.note(source) }
    let description = DatasetSummary(of: source, sets, limit: amount.limit).description
    let images = AuditedImages(sets)
    // Opened before the long work, so that nothing is lost to a mistyped path. Until here Ctrl-C just ends the program.
    try output.outputs.check(inputs: [source.path])
    let files = try AuditFiles(output)
    StopRequest.install()
    let start = ProcessInfo.processInfo.systemUptime
    let report = try audit(images, Auditor(check.settings, backend: backend))
    let montage = try output.montage.map { _ in try AuditMontage(report, of: images.set, limit: output.rows) }
    try files.write(report)
    if let picture = montage?.picture { try files.write(picture) }
    if !output.quiet && !files.usesStandardOutput {
      print(AuditText(report, description: description, limit: output.rows).text, terminator: "")
      if let path = output.montage, let montage { print("\nmontage  \(path): \(montage.caption)") }
      print("\ntime  \(Format.duration(ProcessInfo.processInfo.systemUptime - start))")
    }
    try judge(report)
  }

  private func audit(_ images: AuditedImages, _ auditor: Auditor) throws -> AuditReport {
    var bar: ProgressBar?
    var shown: Auditor.Stage?
    defer { bar?.clear() }
    return try auditor.run(images) { stage, done, total in
      if let signal = StopRequest.current() {
        bar?.clear()
        Console.data.note("stopped; an audit keeps nothing, nothing was written")
        throw signal.status
      }
      guard !output.quiet else { return }
      if shown != stage {
        bar?.clear()
        shown = stage
        switch stage {
        case .comparing: bar = ProgressBar("comparing", total: total, unit: .things("images"))
        case .checkingLabels: bar = ProgressBar("checking labels", total: total, unit: .things("steps"))
        }
      }
      bar?.update(to: done)
    }
  }

  /// Whether a kind of finding that must not be was found.
  private func judge(_ report: AuditReport) throws {
    if output.failOn.contains(.labels), let check = report.labels, !check.evidence.isEnough {
      Console.data.note("--fail-on labels: nothing follows from the suspects: \(AuditText.reason(check.evidence))")
    }
    let missed = output.failOn.filter { report.count($0) > 0 }
    if missed.isEmpty { return }
    Console.data.note(
      "found what --fail-on forbids: "
        + Format.list(missed.map { "\($0.rawValue) (\(Format.count(report.count($0))))" }, "and"))
    throw ExitStatus.barMissed
  }

  private func open() throws -> (DataSource, classes: [String]?) {
    if let path { return (try DataSource.open(path: path), classes.classes) }
    let found = try DefaultData.find(classes: classes.classes, labelLevel: classes.labelLevel)
    found.notice.map(Console.data.note)
    return (try found.open(), found.classes)
  }
}
