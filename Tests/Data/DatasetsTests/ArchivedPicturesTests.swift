import Archives
import Datasets
import Images
import Support
import TestSupport
import Testing

/// Archives of pictures give what the unpacked folder gives.
@Suite struct ArchivedPicturesTests {
  private static func files() throws -> [(String, [UInt8])] {
    let names = ["train/dog/b", "train/dog/A", "train/cat/z", "test/dog/1", "train/ant/x", "train/ant/y"]
    let pictures = try names.enumerated().map { index, name in
      (name + ".png", try ImageFolderTests.png(UInt8(30 * index), size: 20 + 5 * index))
    }
    return pictures + [("train/cat/notes.txt", [1]), ("train/cat/.hidden.png", [1]), ("readme.md", [1])]
  }

  private func expectSame(_ archive: DataSource, _ folder: DataSource) throws {
    #expect(archive.kind == folder.kind && archive.splits == folder.splits && archive.title == folder.title)
    for split in folder.splits {
      let (packed, unpacked) = try (archive.images(split: split), folder.images(split: split))
      #expect(packed.pixels == unpacked.pixels && packed.labels == unpacked.labels)
      #expect(packed.names == unpacked.names && packed.classNames == unpacked.classNames)
      #expect(packed.provenance.summary == unpacked.provenance.summary && packed.provenance.path == archive.path)
    }
  }

  /// Packed as they are, or with the folder that holds them.
  @Test(arguments: ArchiveWriter.allCases, ["", "pets/", "./a/b/"])
  func equalTheUnpackedFolder(writer: ArchiveWriter, above: String) throws {
    let folder = try TemporaryFolder()
    let files = try Self.files()
    for (name, content) in files { try folder.write(content, "unpacked/\(name)") }
    let path = FileSystem.path(folder.path, "archive")
    try writer.write(files.map { (above + $0.0, $0.1) }, to: path)
    let archive = try DataSource.open(path: path)
    #expect(archive.description == "image folder \(path)")
    try expectSame(archive, DataSource.open(path: FileSystem.path(folder.path, "unpacked")))
  }

  @Test func classFoldersWithoutSplitsAreRead() throws {
    let folder = try TemporaryFolder()
    let path = FileSystem.path(folder.path, "a.zip")
    // What macOS puts beside the files is no class.
    try ArchiveWriter.zip.write(
      [
        ("pets/dog/1.png", ImageFolderTests.png(1)), ("pets/cat/1.png", ImageFolderTests.png(2)),
        ("__MACOSX/pets/dog/._1.png", [1]), ("pets/.DS_Store", [1]),
      ], to: path)
    let source = try DataSource.open(path: path)
    #expect(source.splits == [.train])
    let set = try source.images(split: .train)
    #expect(set.classNames == ["cat", "dog"] && set.names == ["cat/1.png", "dog/1.png"] && set.labels == [0, 1])
    #expect(try source.images(split: .train, classes: ["dog"]).names == ["dog/1.png"])
    #expect(try DatasetSummary(of: source).description == "image folder \(path)")
  }

  @Test(arguments: ["", "set/"]) func listsAreRead(above: String) throws {
    let folder = try TemporaryFolder()
    let files: [(String, [UInt8])] = [
      ("train.lst", Array("0\t1\ta.png\n1\t0\tsub/../b.png\n".utf8)), ("classes.txt", Array("cat\ndog\n".utf8)),
      ("train/a.png", try ImageFolderTests.png(1)), ("train/b.png", try ImageFolderTests.png(2)),
    ]
    for (name, content) in files { try folder.write(content, "unpacked/\(name)") }
    // A path through a folder that is not there leads nowhere on a disk.
    try folder.write([1], "unpacked/train/sub/other")
    let path = FileSystem.path(folder.path, "a.tar.xz")
    try ArchiveWriter.xz.write(files.map { (above + $0.0, $0.1) }, to: path)
    try expectSame(DataSource.open(path: path), DataSource.open(path: FileSystem.path(folder.path, "unpacked")))
  }

  @Test func aListCannotLeaveTheArchive() throws {
    let folder = try TemporaryFolder()
    try folder.write(ImageFolderTests.png(1), "outside.png")
    for image in ["../outside.png", FileSystem.path(folder.path, "outside.png")] {
      let list = ("train.lst", Array("0\t0\t\(image)\n".utf8))
      let path = try folder.write(ArchiveBuilder.tar([list]), "a.tar")
      let refused = failure { try DataSource.open(path: path).images(split: .train) } as? ImageListFailure
      guard case .missingImage("\(path): train.lst", 1, image, _)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
  }

  @Test func failuresNameTheMember() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      ArchiveBuilder.tar([("a/1.png", ImageFolderTests.png(1)), ("a/2.png", Array("no image".utf8))]), "a.tar")
    let refused = failure { try DataSource.open(path: path).images(split: .train) }
    #expect(refused is UnreadableImages && refused?.message.hasPrefix("'\(path): a/2.png': expected a PNG") == true)
  }

  @Test func refusesAMemberTwice() throws {
    let folder = try TemporaryFolder()
    let png = try ImageFolderTests.png(1)
    for names in [["a/1.png", "./a//1.png"], ["a/1.png", "a/1.png/2.png"], ["a/1.png/2.png", "a/1.png"]] {
      let zip = try folder.write(ZipBuilder.zip(names.map { .init($0, png) }), "a.zip")
      #expect(failure { try DataSource.open(path: zip) } as? ArchiveFailure == .duplicate(path: zip, member: "a/1.png"))
    }
  }

  /// Names that are no UTF-8 stay apart as long as they differ by more than that.
  @Test func foldersOfOtherLettersAreClasses() throws {
    let folder = try TemporaryFolder()
    let png = try ImageFolderTests.png(1)
    func member(_ letter: UInt8, _ name: String) -> ZipBuilder.Member {
      .init("", png) { $0.name = Array("set/t".utf8) + [letter] + Array("be/\(name).png".utf8) }
    }
    let path = try folder.write(ZipBuilder.zip([member(0xFC, "1"), member(0x6F, "2")]), "a.zip")
    #expect(try DataSource.open(path: path).images(split: .train).classNames == ["tobe", "t\u{FFFD}be"])
    let clash = try folder.write(ZipBuilder.zip([member(0xFC, "1"), member(0xE4, "1")]), "b.zip")
    #expect(failure { try DataSource.open(path: clash) } is ArchiveFailure)
  }

  @Test func saysWhatAnArchiveHoldsThatIsNoDataSet() throws {
    let folder = try TemporaryFolder()
    let cases: [(files: [(String, [UInt8])], found: String, hint: String)] = [
      ([("loose.png", [1])], "loose.png", "put the images of each class into a folder named like the class"),
      (
        [("a/text.txt", [1]), ("b", [1])], "a/text.txt and b",
        "lay pictures out as FOLDER/CLASS/NAME.png, or name a list or an archive"
      ),
      (
        [("cifar-10-batches-py/data_batch_1", [1])], "cifar-10-batches-py/data_batch_1",
        "this is the Python version; get the binary version with `cifar-data download`"
      ), ([], "an empty archive", "lay pictures out as FOLDER/CLASS/NAME.png, or name a list or an archive"),
    ]
    for (files, found, hint) in cases {
      let path = try folder.write(ArchiveBuilder.gzip(ArchiveBuilder.tar(files)), "a.tar.gz")
      let refused = failure { try DataSource.open(path: path) }
      #expect(
        refused?.message == "'\(path)': expected a CIFAR archive, an image folder or a list of images, found \(found)")
      #expect(refused?.hint == hint && refused?.status == .malformedInput)
    }
  }

  /// As a search of the unpacked folder would find them.
  @Test func imagesComeInOrder() throws {
    let folder = try TemporaryFolder()
    let names = ["b.png", "a/z.jpeg", "a/deep/er/x.jpg", "B.PNG", ".hidden.png", ".git/a.png", "notes.txt", "c/a.png"]
    let path = try folder.write(ArchiveBuilder.tar(names.map { ($0, [1]) }), "a.tar")
    guard case .files(let files) = try ArchiveContent.open(path: path) else {
      Issue.record("no archive of pictures")
      return
    }
    #expect(try PictureSearch(archive: files).pictures == ["B.PNG", "a/deep/er/x.jpg", "a/z.jpeg", "b.png", "c/a.png"])
  }
}
