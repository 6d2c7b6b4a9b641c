import Images
import Auditing
import Datasets
import Kernels
import Support
import Testing

@Suite struct AuditorTests {
  /// Images of three tints, every twentieth with a wrong label; names on request.
  static func tinted(_ count: Int, named name: ((Int) -> String)? = nil) -> (set: ImageSet, wrong: [Int]) {
    var (images, labels) = Planting.tinted(count)
    let wrong = Array(stride(from: 7, to: count, by: 20))
    for index in wrong { labels[index] = (labels[index] + 1 + index / 20 % 2) % 3 }
    return (
      ImageSet(
        height: 32, width: 32, pixels: images.flatMap(\.pixels), labels: labels,
        classNames: ["red", "green", "blue"],
        names: name.map { name in (0..<count).map(name) },
        provenance: .init(summary: "tinted", path: nil, isSynthetic: true)), wrong
    )
  }

  static func settings(epochs: Int? = nil, labels: Bool = true) -> Auditor.Settings {
    var settings = Auditor.Settings()
    (settings.epochs, settings.checksLabels) = (epochs, labels)
    return settings
  }

  /// 300 images, 15 of them with wrong labels.
  @Test func wrongLabelsAreFound() throws {
    let (set, wrong) = Self.tinted(300)
    #expect(wrong.count == 15)
    let report = try Auditor(Self.settings(epochs: 6), backend: Backend(threads: 2)).run(
      AuditedImages([(.train, set)]))
    let check = try #require(report.labels)
    let suspects = check.suspects.map(\.image.index)
    let right = Set(suspects).intersection(wrong).count
    #expect(right >= 10, "recall \(right) of 15, suspects \(suspects)")
    #expect(suspects.count <= right + 5, "precision \(right) of \(suspects.count)")
    // The ranking puts them to the front: by chance one in twenty would be there.
    #expect(Set(suspects.prefix(10)).intersection(wrong).count >= 8, "first \(suspects.prefix(10))")
    #expect(check.crossValidatedAccuracy > 0.9, "\(check.crossValidatedAccuracy)")
    #expect(check.evidence.isEnough && check.estimatedErrors.map { (10...30).contains($0) } == true, "\(check)")
    #expect(check.images == 300 && check.epochs == 6 && check.folds == 4)
    #expect(check.suspects.allSatisfy { $0.suggestedClass != $0.image.className && (0...1).contains($0.margin) })
  }

  /// Labels that have nothing to do with the images are not estimated to be wrong: that the networks cannot know.
  @Test func whatCannotBeLearnedIsNotJudged() throws {
    let set = Planting.set(Planting.pictures(60), labels: (0..<60).map { $0 * 7 % 11 % 2 })
    let report = try Auditor(Self.settings(epochs: 3), backend: Backend(threads: 2)).run(AuditedImages([(.train, set)]))
    let check = try #require(report.labels)
    #expect(!check.evidence.isEnough && check.estimatedErrors == nil && report.count(.labels) == 0)
    #expect(check.evidence.needed == 0.95 && check.evidence.confirmedAtLeast < 0.95)
  }

  /// A name that contradicts the label is no evidence, nor is one that confirms it.
  @Test func namesPlayNoPart() throws {
    func report(_ name: @escaping (Int) -> String) throws -> AuditReport {
      let (set, _) = Self.tinted(60, named: name)
      return try Auditor(Self.settings(epochs: 2), backend: Backend(threads: 2)).run(AuditedImages([(.train, set)]))
    }
    let (one, two) = (try report { "red_\($0).png" }, try report { "z\(999 - $0).png" })
    #expect(one.labels?.suspects.map(\.image.index) == two.labels?.suspects.map(\.image.index))
    #expect(one.labels?.suspects.map(\.margin) == two.labels?.suspects.map(\.margin))
    #expect(one.labels?.confidentJoint == two.labels?.confidentJoint)
    #expect(one.outliers.map(\.image.index) == two.outliers.map(\.image.index))
  }

  @Test func sameSeedSameReportForAnyThreads() throws {
    let images = AuditedImages([(.train, Self.tinted(60).set)])
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
      AuditedImages([(.train, Self.tinted(30).set)]))
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
        AuditedImages([(.train, Self.tinted(30).set)])
      ) { stage, _, _ in if stage == .checkingLabels { throw Enough() } }
    }
  }

  @Test(arguments: [(1, 30), (1_200, 29), (2_500, 20), (10_000, 10), (55_000, 5), (10_000_000, 5)])
  func epochsByAmountOfData(_ images: Int, _ epochs: Int) {
    #expect(CrossValidation.standardEpochs(images) == epochs)
  }
}
