import Archives
import Datasets
import Foundation
import Support
import TestSupport
import Testing

@Suite struct DataSourceTests {
  private static let hundred = CIFARBuilder.file([[18, 8], [18, 48], [0, 99]])

  @Test func findsCIFAR100BeforeCIFAR10() throws {
    let folder = try TemporaryFolder()
    #expect(try DataSource.discover(in: folder.path) == nil)
    #expect(try DataSource.discover(in: folder.path + "/absent") == nil)
    try folder.write(CIFARBuilder.ten([1]), "cifar-10-batches-bin/test_batch.bin")
    #expect(try DataSource.discover(in: folder.path)?.kind == .cifar10)
    let tar = ArchiveBuilder.tar([("cifar-100-binary/train.bin", Self.hundred)])
    try folder.write(ArchiveBuilder.gzip(tar), "cifar-100-binary.tar.gz")
    let found = try DataSource.discover(in: folder.path)
    #expect(found?.kind == .cifar100 && found?.path == "\(folder.path)/cifar-100-binary.tar.gz")
    #expect(found?.description == "CIFAR-100 (binary) in \(folder.path)/cifar-100-binary.tar.gz")
    // Damage is not passed over in silence.
    try folder.write([1, 2, 3], "cifar-100-binary.tar.gz")
    #expect(failure { try DataSource.discover(in: folder.path) } is ArchiveFailure)
  }

  /// What was drawn is taken only when it is named.
  @Test func discoveryPassesDrawnImagesOver() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.hundred, "cifar-100-binary/train.bin")
    try folder.write("drawn", "cifar-100-binary/\(CIFARArchive.syntheticMarker)")
    #expect(try DataSource.discover(in: folder.path) == nil)
    #expect(try DataSource.open(path: folder.path).isMarkedSynthetic)
    try folder.write(CIFARBuilder.ten([1]), "cifar-10-batches-bin/test_batch.bin")
    #expect(try DataSource.discover(in: folder.path)?.kind == .cifar10)
    let tar = ArchiveBuilder.tar([("cifar-100-binary/train.bin", Self.hundred)])
    try folder.write(ArchiveBuilder.gzip(tar), "cifar-100-binary.tar.gz")
    #expect(try DataSource.discover(in: folder.path)?.path == "\(folder.path)/cifar-100-binary.tar.gz")
  }

  /// The marker counts wherever it stands in an archive, also behind the records.
  @Test(arguments: [true, false]) func anArchiveOfDrawnImagesSaysSo(isFirst: Bool) throws {
    let folder = try TemporaryFolder()
    let marker = ("a/\(CIFARArchive.syntheticMarker)", Array("drawn".utf8))
    let records = ("a/train.bin", Self.hundred)
    let tar = ArchiveBuilder.tar(isFirst ? [marker, records] : [records, marker])
    let source = try DataSource.open(path: folder.write(ArchiveBuilder.gzip(tar), "a.tar.gz"))
    let provenance = try source.images(split: .train).provenance
    #expect(provenance.isSynthetic && provenance.summary == "synthetic images (CIFAR-100 binary format)")
    let summary = try DatasetSummary(of: source)
    #expect(summary.isSynthetic && summary.description == "\(provenance.summary) in \(source.path)")
    #expect(try DatasetChecksums.verify(path: source.path).isSynthetic)
  }

  @Test func choosesClassesAndResizes() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.hundred, "train.bin")
    let source = try DataSource.open(path: folder.path)
    let set = try source.images(split: .train, classes: ["worm", "bicycle"], imageSize: 16)
    #expect(set.labels == [1, 0] && set.height == 16 && set.width == 16 && set.pixels.count == 2 * 768)
    #expect(failure { try source.images(split: .train, classes: ["bycicle"]) }?.hint == "did you mean \"bicycle\"?")
  }

  /// A file with a hole of a terabyte takes no room on the disk.
  @Test func refusesFilesLargerThanMemory() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([0], "test_batch.bin")
    let file = try #require(FileHandle(forWritingAtPath: path))
    guard (try? file.truncate(atOffset: 1 << 40)) != nil else { return }
    let refused = failure { try DataSource.open(path: folder.path).images(split: .test) } as? FileFailure
    guard case .tooLarge? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test(arguments: ["synthetic:vehicles", "synthetic:shapes"]) func drawsBuiltInData(path: String) throws {
    let source = try DataSource.open(path: path)
    #expect(source.kind == .synthetic && source.splits == [.train, .test] && source.description.contains("synthetic"))
    let set = try source.images(split: .test, imageSize: 8)
    #expect(set.provenance.isSynthetic && set.height == 8 && Set(set.labels).count == set.classNames.count)
  }

  @Test(arguments: [
    ("synthetic:vehicels", "did you mean synthetic:vehicles?"), ("synthetic:", nil),
  ])
  func refusesUnknownSyntheticSets(path: String, hint: String?) {
    let refused = failure { try DataSource.open(path: path) }
    #expect(refused?.status == .usage && refused?.hint == hint)
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
      ([0xFF, 0xD8, 0xFF, 0, 0, 0, 0, 0], "a JPEG image"),
    ] as [([UInt8], String)])
  func saysWhatAFileIsThatIsNoDataSet(bytes: [UInt8], form: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, "data")
    let refused = failure { try DataSource.open(path: path) }
    #expect(
      refused?.message == "'\(path)': expected a CIFAR archive, an image folder or a list of images, found \(form)")
    #expect(refused?.hint != nil && refused?.status == .malformedInput)
  }

  @Test func refusesMissingUnreadableEmptyAndOtherFiles() throws {
    let folder = try TemporaryFolder()
    #expect(failure { try DataSource.open(path: folder.path + "/absent") }?.status == .missingInput)
    #expect(
      failure { try DataSource.open(path: folder.write([], "empty.tar.gz")) }?.message.hasSuffix("found an empty file")
        == true)
    #expect(
      failure { try DataSource.open(path: folder.write("text", "notes.md")) }?.message.contains(
        "expected an archive") == true)
    let single = try folder.write(Self.hundred, "cifar/train.bin")
    #expect(failure { try DataSource.open(path: single) }?.hint == "name the folder: \(folder.path)/cifar")
    #expect(failure { try DataSource.open(path: "/dev/null") }?.message.contains("pipe, socket or device") == true)
    let closed = try folder.write([1], "closed.tar.gz")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed)
    let refused = failure { try DataSource.open(path: closed) }
    // The superuser may read everything.
    #expect(refused?.status == (getuid() == 0 ? .malformedInput : .missingInput))
  }

  @Test func summarisesCountsAndStatistics() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.hundred, "train.bin")
    let source = try DataSource.open(path: folder.path)
    let summary = try DatasetSummary(of: source, classes: ["bicycle", "worm"])
    // The test file is not there: it is left out, not an error.
    #expect(summary.splits.map(\.split) == [.train] && summary.splits.map(\.perClass) == [[1, 1]])
    #expect(summary.kind == .cifar100 && summary.height == 32 && summary.classNames == ["bicycle", "worm"])
    let red = [0, 2].flatMap { image in (0..<1024).map { Double(CIFARBuilder.value(image, 0, $0 / 32, $0 % 32)) / 255 }
    }
    #expect(abs(summary.statistics.mean[0] - red.reduce(0, +) / 2048) < 1e-12)
    let decoded = try JSONDecoder().decode(DatasetSummary.self, from: JSONEncoder().encode(summary))
    #expect(decoded == summary)
  }
}
