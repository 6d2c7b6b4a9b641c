import Images
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

  @Test func archivesAreSoundButShorterThanTheOfficialOnes() throws {
    for name in ["cifar-10-binary-sample.tar.gz", "cifar-100-binary-bicycle-motorcycle.tar.gz"] {
      let report = try DatasetChecksums.verify(path: RealData.path(name))
      #expect(report.verdict == .otherLength && report.missingFiles.isEmpty)
    }
  }

  /// The list with its PNG files holds the same images as the binary archive, in the same order.
  @Test func picturesAreTheBinaryRecords() throws {
    let source = try DataSource.open(path: RealData.path("bicycle-motorcycle-png.tar.gz"))
    #expect(source.kind == .imageList)
    let pictures = try source.images(split: .train, classes: ["bicycle", "motorcycle"])
    let binary = try DataSource.open(path: RealData.path("cifar-100-binary-bicycle-motorcycle.tar.gz"))
    let records = try binary.images(split: .train, classes: ["bicycle", "motorcycle"])
    #expect(
      pictures.labels == records.labels && pictures.pixels == records.pixels
        && pictures.classNames == records.classNames)
  }

  @Test func picturesAreReadInPlace() throws {
    let small = try DataSource.open(path: RealData.path("pictures-64.tar.xz"))
    #expect(small.kind == .imageFolder && small.splits == [.train, .validation])
    let validation = try small.images(split: .validation, imageSize: 64)
    #expect(validation.count == 500 && counts(validation).allSatisfy { $0 == 50 } && validation.classNames.count == 10)
    let large = try DataSource.open(path: RealData.path("cifar-10-jpeg.tar.xz"))
    #expect(large.splits == [.train, .test])
    let test = try large.images(split: .test)
    #expect(counts(test) == [Int](repeating: 500, count: 10) && test.classNames.first == "airplane")
  }

  @Test(.enabled(if: RealData.pictures != nil, "set CIFARKIT_REAL_JPEG to the unpacked folder of JPEG files"))
  func picturesInClassFolders() throws {
    let source = try DataSource.open(path: RealData.pictures ?? "")
    #expect(source.kind == .imageFolder && source.splits == [.train, .test])
    let test = try source.images(split: .test)
    #expect(test.count == 5000 && counts(test).allSatisfy { $0 == 500 } && test.classNames.first == "airplane")
  }
}

enum RealData {
  static let folder = ProcessInfo.processInfo.environment["CIFARKIT_REAL_DATA"].flatMap { $0.isEmpty ? nil : $0 }
  static let pictures = ProcessInfo.processInfo.environment["CIFARKIT_REAL_JPEG"]
  static func path(_ name: String) -> String { FileSystem.path(folder ?? "", name) }
}
