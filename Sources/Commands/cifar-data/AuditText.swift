import Auditing
import Support

/// An audit for people: what was looked at, then a table for every kind of finding.
struct AuditText {
  let text: String
  /// Where lines end.
  private static let columns = Terminal.standardOutput().limit

  init(_ report: AuditReport, description: String, limit: Int) {
    text = [
      Self.title(report, description), Self.unreadable(report, limit), Self.duplicates(report, limit),
      Self.labels(report, limit),
      Self.outliers(report, limit),
    ].joined(separator: "\n")
  }

  private static func title(_ report: AuditReport, _ description: String) -> String {
    let counts = report.splits.map {
      Format.plural($0.images, "\($0.split == .train ? "training" : $0.split.rawValue) image")
    }
    let lines = [
      description, Format.list(counts, "and") + ", " + Format.plural(report.classNames.count, "class", "classes"),
      report.isSynthetic ? "synthetic: drawn by a program; figures from them say nothing about photographs" : nil,
    ].compactMap { $0 }
    return lines.map { DisplayText.folded($0, limit: columns) }.joined()
  }

  private static func unreadable(_ report: AuditReport, _ limit: Int) -> String {
    guard let images = report.unreadable else { return "unreadable  none\n" }
    return "unreadable  \(Format.plural(images.count, "image"))\n\n"
      + images.prefix(limit).map { "  \(DisplayText.printable($0.reason))\n" }.joined() + more(images.count, limit)
  }

  private static func duplicates(_ report: AuditReport, _ limit: Int) -> String {
    let groups = report.duplicates
    guard !groups.isEmpty else { return "duplicates  none\n" }
    let images = groups.reduce(0) { $0 + $1.members.count }
    var table = Table(
      [
        .init("group", .right), .init("kind", rank: 1), .init("image", shortens: .beginning(to: 16)), .init("label"),
        .init("similarity", .right, rank: 2), .init("remarks"),
      ], limit: columns)
    for (number, group) in groups.prefix(limit).enumerated() {
      let remarks = [
        group.hasLabelConflict ? "labels contradict each other" : nil,
        group.leaks ? "leak between \(Format.list(group.splits.map(\.rawValue), "and"))" : nil,
      ].compactMap { $0 }.joined(separator: "; ")
      for (place, member) in group.members.prefix(memberLimit).enumerated() {
        let hidden = place == memberLimit - 1 ? group.members.count - memberLimit : 0
        table.addRow([
          place == 0 ? "\(number + 1)" : "", place == 0 ? (group.isExact ? "exact" : "near") : "",
          name(member.image), member.image.className,
          place == 0 ? "" : Format.fixed(member.similarity, 3) + (member.isMirrored ? " mirrored" : ""),
          place == 0 ? remarks : hidden > 0 ? "and \(Format.count(hidden)) more" : "",
        ])
      }
    }
    let heading =
      "\(Format.plural(groups.count, "group")) of \(Format.count(images)) images: "
      + "\(Format.count(groups.count { $0.isExact })) exact, \(Format.count(report.count(.leaks))) across splits, "
      + "\(Format.count(report.count(.conflicts))) with contradicting labels"
    return DisplayText.labelled("duplicates", heading, indentation: 12, limit: columns) + "\n"
      + table.rendered() + more(groups.count, limit)
  }

  /// Rows of one group; a film of a thousand frames must not fill the screen.
  private static let memberLimit = 10

  private static func labels(_ report: AuditReport, _ limit: Int) -> String {
    guard let check = report.labels else { return "labels  not checked: \(report.labelNote ?? "")\n" }
    let heading = labelLines(check).enumerated().map { number, line in
      DisplayText.labelled(number == 0 ? "labels" : "", line, indentation: 8, limit: columns)
    }.joined()
    guard !check.suspects.isEmpty else { return heading }
    var table = Table(
      [
        .init("image", shortens: .beginning(to: 16)), .init("label"), .init("looks like"), .init("margin", .right),
        .init("p(label)", .right, rank: 1),
      ], limit: columns)
    for suspect in check.suspects.prefix(limit) {
      table.addRow([
        name(suspect.image), suspect.image.className, suspect.suggestedClass, Format.fixed(suspect.margin, 3),
        Format.fixed(suspect.confidence, 3),
      ])
    }
    return heading + "\n" + table.rendered() + more(check.suspects.count, limit)
  }

  /// How many labels may be wrong, or why that cannot be told, and what this rests on.
  private static func labelLines(_ check: AuditReport.LabelCheck) -> [String] {
    let suspects = Format.plural(check.suspects.count, "suspect")
    var lines: [String] = []
    if let errors = check.estimatedErrors {
      lines.append(
        "\(suspects) among \(Format.count(check.images)) images; about \(Format.count(Int(errors.rounded()))) "
          + "wrong labels estimated")
    } else {
      lines.append("the set is too small or too hard to tell how many are wrong: \(reason(check.evidence))")
      lines.append("\(suspects) to look at among \(Format.count(check.images)) images; most may well be right")
    }
    lines.append(
      "\(check.folds) folds of \(check.model), \(Format.plural(check.epochs, "epoch")) each, agree with "
        + "\(Format.percent(check.crossValidatedAccuracy)) of the labels")
    if !check.uncheckedClasses.isEmpty {
      lines.append("not checked, too few images: \(check.uncheckedClasses.listed(limit: 8))")
    }
    return lines
  }

  /// What the evidence lacks.
  static func reason(_ evidence: LabelEvidence) -> String {
    let share = Double(evidence.confirmed) / Double(max(1, evidence.undoubted))
    return "of the labels that are not in doubt the networks confirm \(Format.percent(share)), with certainty "
      + "\(Format.percent(evidence.confirmedAtLeast)); \(Format.percent(evidence.needed, decimals: 0)) would be needed"
  }

  private static func outliers(_ report: AuditReport, _ limit: Int) -> String {
    guard !report.outliers.isEmpty else { return "outliers  none\n" }
    var table = Table(
      [
        .init("image", shortens: .beginning(to: 16)), .init("label"), .init("why"), .init("value", .right, rank: 1),
        .init("score", .right),
      ], limit: columns)
    for outlier in report.outliers.prefix(limit) {
      table.addRow([
        name(outlier.image), outlier.image.className, words(outlier.reason), Format.fixed(outlier.value, 3),
        outlier.score.map { Format.fixed($0, 1) } ?? "–",
      ])
    }
    return "outliers  \(Format.plural(report.outliers.count, "image"))\n\n" + table.rendered()
      + more(report.outliers.count, limit)
  }

  static func words(_ reason: Outlier.Reason) -> String {
    switch reason {
    case .flat: "one colour, or nearly"
    case .far: "unlike all others"
    case .dark: "very dark"
    case .bright: "very bright"
    case .lowContrast: "very low contrast"
    case .highContrast: "very high contrast"
    }
  }

  static func name(_ image: ImageReference) -> String {
    "\(image.split.rawValue) \(image.name ?? "#\(image.index)")"
  }

  private static func more(_ count: Int, _ limit: Int) -> String {
    count > limit ? "and \(Format.count(count - limit)) more; --rows shows more, --json and --csv have all\n" : ""
  }
}
