import Archives
import Datasets
import Images
import Support
import TestSupport
import Testing

/// Where images lie, as a user can paste it.
@Suite struct ImagePlacesTests {
  private func places(_ path: String, _ split: Split = .train) throws -> ImagePlaces {
    try ImagePlaces(of: DataSource.open(path: path), split: split, classes: ["a", "b"])
  }

  @Test func picturesHaveTheirPaths() throws {
    let folder = try TemporaryFolder()
    for name in ["train/a/1.png", "train/b/x/2.png", "test/a/1.png"] {
      try folder.write(ImageFolderTests.png(1), "photos/" + name)
    }
    let path = FileSystem.path(folder.path, "photos")
    let (train, test) = try (places(path), places(path, .test))
    for name in try DataSource.open(path: path).images(split: .train).names ?? [] {
      let place = train[name, record: nil]
      #expect(FileSystem.isFile(place.file) && place.member == nil && place.record == nil, "\(place)")
    }
    #expect(test["a/1.png", record: nil].file == path + "/test/a/1.png")
    #expect(train["gone.png", record: nil].file == "gone.png")
  }

  @Test func picturesOfListsLieBesideTheList() throws {
    let folder = try TemporaryFolder()
    try folder.write(ImageFolderTests.png(1), "photos/train/1.png")
    try folder.write(ImageFolderTests.png(2), "photos/train/2.png")
    try folder.write("0\t0\t1.png\n1\t1\t2.png\n", "photos/train.lst")
    let place = try places(FileSystem.path(folder.path, "photos"))["2.png", record: nil]
    #expect(place.file == folder.path + "/photos/train/2.png")
  }

  @Test func archivesHaveMembers() throws {
    let folder = try TemporaryFolder()
    let path = FileSystem.path(folder.path, "photos.zip")
    try ArchiveWriter.zip.write(
      [("p/a/1.png", ImageFolderTests.png(1)), ("p/b/2.png", ImageFolderTests.png(2))], to: path)
    #expect(try places(path)["b/2.png", record: nil] == ImagePlace(file: path, member: "p/b/2.png"))
  }

  /// The number in the split becomes a file and the number in it.
  @Test func recordsHaveAFileAndANumber() throws {
    let folder = try TemporaryFolder()
    let files = [
      ("cifar-10-batches-bin/data_batch_1.bin", CIFARBuilder.ten([0])),
      ("cifar-10-batches-bin/data_batch_2.bin", CIFARBuilder.ten([1, 0])),
      ("cifar-10-batches-bin/test_batch.bin", CIFARBuilder.ten([2])),
    ]
    for (name, bytes) in files { try folder.write(bytes, name) }
    let path = FileSystem.path(folder.path, "cifar-10-batches-bin")
    #expect(try places(path)["record 2", record: 2] == ImagePlace(file: path + "/data_batch_2.bin", record: 1))
    #expect(try places(path, .test)["record 0", record: 0] == ImagePlace(file: path + "/test_batch.bin", record: 0))
    let archive = FileSystem.path(folder.path, "ten.tar.gz")
    try ArchiveWriter.gzip.write(files, to: archive)
    #expect(
      try places(archive)["record 1", record: 1] == ImagePlace(file: archive, member: "data_batch_2.bin", record: 0))
    #expect(try places(archive)["record 3", record: 3] == ImagePlace(file: "record 3"))
  }

  @Test func builtInImagesHaveANumber() throws {
    #expect(
      try places("synthetic:shapes")["record 7", record: 7] == ImagePlace(file: "synthetic:shapes", record: 7))
  }
}
