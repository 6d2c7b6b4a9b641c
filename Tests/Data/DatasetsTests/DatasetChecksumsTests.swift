import Datasets
import Support
import TestSupport
import Testing

@Suite struct DatasetChecksumsTests {
  @Test func namesTheOfficialArchivesAndTheirMirrors() {
    #expect(
      DatasetChecksums.address(of: .cifar100) == "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")
    for mirror in ["http://host/folder", "http://host/folder/"] {
      let address = DatasetChecksums.address(of: .cifar10, mirror: mirror)
      #expect(address == "http://host/folder/cifar-10-binary.tar.gz")
    }
  }

  @Test func reportsASoundArchiveThatIsNotTheOfficialOne() throws {
    let folder = try TemporaryFolder()
    let tar = ArchiveBuilder.tar([
      ("cifar-10-batches-bin/data_batch_1.bin", CIFARBuilder.ten([1, 1, 9])),
      ("cifar-10-batches-bin/test_batch.bin", CIFARBuilder.ten([0])),
    ])
    let path = try folder.write(ArchiveBuilder.gzip(tar), "a.tar.gz")
    let report = try DatasetChecksums.verify(path: path)
    #expect(report.verdict == .otherLength && report.version == .cifar10 && report.path == path)
    #expect(report.files.map(\.name) == ["test_batch.bin", "data_batch_1.bin"])
    #expect(report.files.map(\.records) == [1, 3] && report.files[1].perClass == [0, 2, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(report.missingFiles == (2...5).map { "data_batch_\($0).bin" })
    #expect(
      try report.md5 == Digest.md5(ofFile: path).hex && report.officialMD5 == "c32a1d4ab5d03f1284b67883e8d87530")
    #expect(report.summary.contains("4 images in 2 files"))
  }

  @Test func reportsChecksumsOfAFolder() throws {
    let folder = try TemporaryFolder()
    let file = CIFARBuilder.file([[0, 1]])
    try folder.write(file, "train.bin")
    let report = try DatasetChecksums.verify(path: folder.path)
    #expect(try report.md5 == nil && report.files[0].md5 == Digest.md5(of: file).hex)
    #expect(report.files[0].officialMD5 == "6172c7755cfe09b2fe270c85cebc1b15" && report.missingFiles == ["test.bin"])
  }

  @Test func damageIsAFailureNotAVerdict() throws {
    let folder = try TemporaryFolder()
    try folder.write(CIFARBuilder.ten([10]), "test_batch.bin")
    #expect(failure { try DatasetChecksums.verify(path: folder.path) } is CIFARFailure)
  }

  @Test(
    arguments: [
      (10_000, "x", "x", VerificationReport.Verdict.official), (9_999, "y", "x", .otherLength),
      (10_000, "y", "x", .differs),
      (10_000, nil, nil, .complete),
    ] as [(Int, String?, String?, VerificationReport.Verdict)])
  func verdictsFollowLengthAndChecksum(
    records: Int, md5: String?, official: String?, verdict: VerificationReport.Verdict
  ) {
    let report = VerificationReport(
      path: "a", version: .cifar10, classNames: [],
      files: [
        .init(
          name: "test_batch.bin", records: records, officialRecords: 10_000, perClass: [], md5: nil, officialMD5: nil)
      ],
      missingFiles: [], md5: md5, officialMD5: official)
    #expect(report.verdict == verdict && !report.summary.isEmpty)
  }
}
