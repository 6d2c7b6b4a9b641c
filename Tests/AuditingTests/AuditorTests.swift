import Auditing
import Datasets
import Kernels
import Support
import Testing

@Suite struct AuditorTests {
  /// Circles, squares and triangles, every twentieth with a wrong label; names on request.
  static func shapes(_ count: Int, named name: ((Int) -> String)? = nil) -> (set: ImageSet, wrong: [Int]) {
    let all = SyntheticSet.shapes.images(split: .train, count: 2 * count, seed: 5)
    let set = all.subset(all.labels.indices.filter { all.labels[$0] < 3 })
    let wrong = Array(stride(from: 7, to: set.count, by: 20))
    var labels = set.labels
    for index in wrong { labels[index] = (labels[index] + 1 + index % 2) % 3 }
    return (
      ImageSet(
        height: 32, width: 32, pixels: set.pixels, labels: labels, classNames: Array(set.classNames.prefix(3)),
        names: name.map { name in (0..<set.count).map(name) }, provenance: set.provenance), wrong
    )
  }

  static func settings(epochs: Int? = nil, labels: Bool = true) -> Auditor.Settings {
    var settings = Auditor.Settings()
    (settings.epochs, settings.checksLabels) = (epochs, labels)
    return settings
  }

  /// 480 images, 24 of them with wrong labels.
  @Test func wrongLabelsAreFound() throws {
    let (set, wrong) = Self.shapes(480)
    #expect(set.count == 480 && wrong.count == 24)
    let report = try Auditor(Self.settings(epochs: 16), backend: Backend(threads: 2)).run(
      AuditedImages([(.train, set)]))
    let check = try #require(report.labels)
    let suspects = check.suspects.map(\.image.index)
    let right = Set(suspects).intersection(wrong).count
    #expect(right >= 20, "recall \(right) of 24, suspects \(suspects.count)")
    #expect(2 * right >= suspects.count, "precision \(right) of \(suspects.count)")
    // The ranking puts them to the front.
    #expect(Set(suspects.prefix(12)).isSubset(of: wrong))
    #expect(check.crossValidatedAccuracy > 0.8 && check.images == 480 && check.epochs == 16 && check.folds == 4)
    #expect(check.suspects.allSatisfy { $0.suggestedClass != $0.image.className && (0...1).contains($0.margin) })
  }

  /// A name that contradicts the label is no evidence, nor is one that confirms it.
  @Test func namesPlayNoPart() throws {
    func report(_ name: @escaping (Int) -> String) throws -> AuditReport {
      let (set, _) = Self.shapes(60, named: name)
      return try Auditor(Self.settings(epochs: 2), backend: Backend(threads: 2)).run(AuditedImages([(.train, set)]))
    }
    let (one, two) = (try report { "circle_\($0).png" }, try report { "z\(999 - $0).png" })
    #expect(one.labels?.suspects.map(\.image.index) == two.labels?.suspects.map(\.image.index))
    #expect(one.labels?.suspects.map(\.margin) == two.labels?.suspects.map(\.margin))
    #expect(one.labels?.confidentJoint == two.labels?.confidentJoint)
    #expect(one.outliers.map(\.image.index) == two.outliers.map(\.image.index))
  }

  @Test func sameSeedSameReportForAnyThreads() throws {
    let images = AuditedImages([(.train, Self.shapes(60).set)])
    let reports = try [1, 2].map {
      try Auditor(Self.settings(epochs: 1), backend: Backend(threads: $0)).run(images)
    }
    #expect(reports[0] == reports[1])
    var other = Self.settings(epochs: 1)
    other.seed = 9
    #expect(try Auditor(other, backend: Backend(threads: 2)).run(images).labels != reports[0].labels)
  }

  @Test(
    arguments: [
      ([], "needs two classes with 4 different pictures or more"),
      ([0], "needs two classes with 4 different pictures or more"),
      ([0, 0, 0, 0, 0, 0], "needs two classes with 4 different pictures or more"),
      ([0, 0, 0, 0, 1, 1, 1], "needs two classes with 4 different pictures or more"),
    ] as [([Int], String)]) func labelsThatCannotBeChecked(_ labels: [Int], _ note: String) throws
  {
    let set = Planting.set(Planting.pictures(labels.count), labels: labels)
    let report = try Auditor(Self.settings(epochs: 1), backend: Backend(threads: 1)).run(
      AuditedImages([(.train, set)]))
    #expect(report.labels == nil && report.labelNote == note && report.images == labels.count)
  }

  @Test func labelsAreNotCheckedWhenNotAskedFor() throws {
    let report = try Auditor(Self.settings(labels: false), backend: Backend(threads: 1)).run(
      AuditedImages([(.train, Self.shapes(30).set)]))
    #expect(report.labels == nil && report.labelNote == "not asked for")
  }

  @Test func imagesThatAreTooSmallAreRefused() {
    let set = ImageSet(
      height: 4, width: 4, pixels: [UInt8](repeating: 1, count: 48), labels: [0], classNames: ["a"],
      provenance: .init(summary: "tiny", path: nil, isSynthetic: true))
    #expect(throws: AuditFailure.imagesTooSmall(height: 4, width: 4, least: 16)) {
      try Auditor(Self.settings(), backend: Backend(threads: 1)).run(AuditedImages([(.train, set)]))
    }
  }

  @Test func progressMayStopIt() {
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try Auditor(Self.settings(), backend: Backend(threads: 1)).run(
        AuditedImages([(.train, Self.shapes(30).set)])
      ) { stage, _, _ in if stage == .checkingLabels { throw Enough() } }
    }
  }

  @Test(arguments: [(1, 30), (1_200, 29), (2_500, 20), (10_000, 10), (55_000, 5), (10_000_000, 5)])
  func epochsByAmountOfData(_ images: Int, _ epochs: Int) {
    #expect(CrossValidation.standardEpochs(images) == epochs)
  }
}
