import Datasets
import Foundation
import Images
import SyntheticImages
import TestSupport
import Testing

@Suite struct SyntheticSampleTests {
  private static let folder = URL(
    fileURLWithPath: Repository.path("data/synthetic-sample/\(SyntheticSample.folderName)"))
  private static let isWriting = ProcessInfo.processInfo.environment["CIFARKIT_WRITE_SAMPLE"] != nil

  @Test(arguments: [Split.train, .test])
  func committedRecordsAreWhatTheProgramDraws(_ split: Split) throws {
    let file = Self.folder.appending(path: "\(split.rawValue).bin")
    let drawn = Data(SyntheticSample.records(split))
    if Self.isWriting { try drawn.write(to: file) }
    let isEqual = try Data(contentsOf: file) == drawn
    #expect(isEqual, "write \(file.path) anew with CIFARKIT_WRITE_SAMPLE=1 if the drawing was changed on purpose")
  }

  @Test func theMarkerLiesBesideTheRecords() throws {
    let file = Self.folder.appending(path: CIFARArchive.syntheticMarker)
    if Self.isWriting { try Data(SyntheticSample.marker.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == SyntheticSample.marker)
  }

  @Test func recordsHaveTheFormOfCIFAR100() {
    let bytes = SyntheticSample.records(.test)
    #expect(bytes.count == 60 * 3074)
    let set = SyntheticSet.vehicles.images(split: .test, count: 60, seed: SyntheticSample.seed)
    for image in [0, 1, 59] {
      let record = Array(bytes[image * 3074..<(image + 1) * 3074])
      #expect(Array(record.prefix(2)) == [18, image.isMultiple(of: 2) ? 8 : 48])
      for (channel, row, column) in [(0, 0, 0), (1, 5, 7), (2, 31, 31)] {
        let pixel = set.pixels[image * 3072 + (row * 32 + column) * 3 + channel]
        #expect(record[2 + channel * 1024 + row * 32 + column] == pixel)
      }
    }
  }

  @Test func labelNamesAreThoseOfCIFAR100() throws {
    func names(_ file: String) throws -> [Substring] {
      try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8).split(separator: "\n")
    }
    let fine = try names("fine_label_names.txt")
    let coarse = try names("coarse_label_names.txt")
    #expect(fine.map(String.init) == CIFARVersion.cifar100.standardNames(.fine))
    #expect(coarse.map(String.init) == CIFARVersion.cifar100.standardNames(.coarse))
    #expect((fine[8], fine[48], coarse[18]) == ("bicycle", "motorcycle", "vehicles_1"))
  }

  /// Named by its own folder or by the one above, as after unpacking.
  @Test func theSampleReadsAsSynthetic() throws {
    for path in [Self.folder.path, Self.folder.deletingLastPathComponent().path] {
      let source = try DataSource.open(path: path)
      #expect(source.kind == .cifar100 && source.isMarkedSynthetic)
      #expect(source.title == "synthetic images (CIFAR-100 binary format)")
      let set = try source.images(split: .train, classes: ["bicycle", "motorcycle"])
      #expect(set.count == SyntheticSample.trainCount && set.provenance.isSynthetic)
      #expect(
        set.provenance.summary == "synthetic images (CIFAR-100 binary format), classes bicycle and motorcycle")
      #expect(try DatasetSummary(of: source).isSynthetic)
      #expect(try DatasetChecksums.verify(path: path).summary.hasPrefix("sound, but synthetic: 260 images"))
    }
  }

  @Test func theWholeSampleIsSmall() throws {
    let sizes = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
      .map { try Data(contentsOf: $0).count }
    #expect(sizes.reduce(0, +) < 1_000_000)
  }
}
