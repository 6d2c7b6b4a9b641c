import Datasets
import Foundation
import Support
import Testing

/// The real archives, in the folder that the environment names; without it these tests are skipped.
@Suite(.enabled(if: RealData.folder != nil, "set CIFARKIT_REAL_DATA to the folder with the real archives"))
struct RealDataTests {
  private func counts(_ set: ImageSet) -> [Int] {
    set.labels.reduce(into: [Int](repeating: 0, count: set.classNames.count)) { $0[$1] += 1 }
  }

  @Test func cifar10Sample() throws {
    let source = try DataSource.open(path: RealData.path("cifar-10-binary-sample.tar.gz"))
    #expect(source.kind == .cifar10 && source.splits == [.train, .test])
    let train = try source.images(split: .train)
    #expect(train.count == 5085 && train.classNames.first == "airplane" && train.classNames.last == "truck")
    #expect(counts(train).allSatisfy { $0 > 450 })
    #expect(try source.images(split: .test).count == 517)
  }

  @Test func cifar100BicyclesAndMotorcycles() throws {
    let source = try DataSource.open(path: RealData.path("cifar-100-binary-bicycle-motorcycle.tar.gz"))
    #expect(source.kind == .cifar100)
    let train = try source.images(split: .train, classes: ["bicycle", "motorcycle"])
    #expect(train.count == 1000 && counts(train) == [500, 500])
    #expect(try counts(source.images(split: .test, classes: ["motorcycle", "bicycle"])).reduce(0, +) == 100)
    #expect(try Set(source.images(split: .train, labelLevel: .coarse).labels) == [18])
  }
}

enum RealData {
  static let folder = ProcessInfo.processInfo.environment["CIFARKIT_REAL_DATA"]
  static func path(_ name: String) -> String { FileSystem.path(folder ?? "", name) }
}
