import Archives
import Datasets
import Images
import Support
import TestSupport
import Testing

@Suite struct CIFARArchiveTests {
  private static let ten: [(String, [UInt8])] = [
    ("cifar-10-batches-bin/batches.meta.txt", Array("cat\ndog\r\n horse \n\n".utf8)),
    // Out of order, to see that numbers decide and not places; 10 comes after 2.
    ("cifar-10-batches-bin/data_batch_10.bin", CIFARBuilder.ten([2], first: 3)),
    ("cifar-10-batches-bin/data_batch_2.bin", CIFARBuilder.ten([1, 0], first: 1)),
    ("cifar-10-batches-bin/data_batch_1.bin", CIFARBuilder.ten([0], first: 0)),
    ("cifar-10-batches-bin/test_batch.bin", CIFARBuilder.ten([2, 2], first: 4)),
    ("cifar-10-batches-bin/readme.html", Array("<html>".utf8)),
  ]
  private static let hundred: [(String, [UInt8])] = [
    ("cifar-100-binary/train.bin", CIFARBuilder.file([[18, 8], [18, 48], [0, 99]])),
    ("cifar-100-binary/test.bin", CIFARBuilder.file([[18, 48]], first: 3)),
  ]

  /// The same files in every form that is read; returns the paths.
  private func forms(_ files: [(String, [UInt8])], in folder: TemporaryFolder) throws -> [String] {
    for (name, bytes) in files { try folder.write(bytes, name) }
    let tar = ArchiveBuilder.tar(files)
    let first = files.first?.0.split(separator: "/").first.map(String.init) ?? ""
    let archives = try ArchiveWriter.allCases.map { writer in
      let path = FileSystem.path(folder.path, "data\(writer.rawValue)")
      try writer.write(files, to: path)
      return path
    }
    return [
      folder.path, FileSystem.path(folder.path, first), try folder.write(tar, "own.tar"),
      try folder.write(ArchiveBuilder.gzip(tar), "no ending"),
    ] + archives
  }

  @Test func readsTenClassesFromFolderParentAndArchives() throws {
    let folder = try TemporaryFolder()
    for path in try forms(Self.ten, in: folder) {
      let archive = try CIFARArchive.open(path: path)
      #expect(archive.version == .cifar10)
      let train = try archive.images(split: .train)
      #expect(train.classNames == ["cat", "dog", "horse"])
      #expect(train.labels == [0, 1, 0, 2])
      #expect(train.height == 32 && train.width == 32 && train.pixels.count == 4 * 3072)
      #expect(train.pixels == (0..<4).flatMap { CIFARBuilder.pixels(image: $0) })
      let test = try archive.images(split: .test)
      #expect(test.labels == [2, 2] && test.pixels == (4..<6).flatMap { CIFARBuilder.pixels(image: $0) })
      #expect(test.provenance.summary == "CIFAR-10 (binary)" && !test.provenance.isSynthetic)
    }
  }

  @Test func readsHundredClassesWithBothLevelsAndStandardNames() throws {
    let folder = try TemporaryFolder()
    for path in try forms(Self.hundred, in: folder) {
      let archive = try CIFARArchive.open(path: path)
      let fine = try archive.images(split: .train)
      #expect(fine.labels == [8, 48, 99] && fine.classNames.count == 100)
      #expect(fine.classNames[8] == "bicycle" && fine.classNames[48] == "motorcycle" && fine.classNames[99] == "worm")
      #expect(fine.pixels == (0..<3).flatMap { CIFARBuilder.pixels(image: $0) })
      let coarse = try archive.images(split: .train, labelLevel: .coarse)
      #expect(coarse.labels == [18, 18, 0] && coarse.classNames.count == 20)
      #expect(coarse.classNames[18] == "vehicles_1" && coarse.classNames[0] == "aquatic_mammals")
      #expect(try archive.images(split: .test).labels == [48])
    }
  }

  @Test func standardNamesAreWhole() {
    #expect(CIFARVersion.cifar10.standardNames(.fine).count == 10)
    for level in LabelLevel.allCases {
      let names = CIFARVersion.cifar100.standardNames(level)
      #expect(names == names.sorted() && Set(names).count == names.count)
      #expect(names.count == (level == .fine ? 100 : 20))
    }
  }

  @Test func readsMoreRecordsThanOneReadHolds() throws {
    let folder = try TemporaryFolder()
    let labels = (0..<600).map { UInt8($0 % 10) }
    try folder.write(CIFARBuilder.ten(labels), "test_batch.bin")
    let set = try CIFARArchive.open(path: folder.path).images(split: .test)
    #expect(set.labels == labels.map(Int.init))
    #expect(Array(set.pixels[599 * 3072..<600 * 3072]) == CIFARBuilder.pixels(image: 599))
  }

  private func refusal(_ files: [(String, [UInt8])], _ split: Split = .train, _ level: LabelLevel = .fine) throws
    -> [CIFARFailure?]
  {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, "folder/\(name)") }
    let archive = try folder.write(ArchiveBuilder.gzip(ArchiveBuilder.tar(files)), "archive.tar.gz")
    return [FileSystem.path(folder.path, "folder"), archive].map { path in
      failure { try CIFARArchive.open(path: path).images(split: split, labelLevel: level) } as? CIFARFailure
    }
  }

  @Test(arguments: [1, 3072, 3073 + 1, 3073 * 300 + 5]) func refusesAPartialRecord(bytes: Int) throws {
    let content = [UInt8](repeating: 0, count: bytes)
    for refused in try refusal([("data_batch_1.bin", content)]) {
      guard case .partialRecord(let file, let offset, 3073, let found)? = refused else {
        Issue.record("\(bytes) bytes: \(String(describing: refused))")
        continue
      }
      #expect(offset == bytes / 3073 * 3073 && found == bytes % 3073 && file.hasSuffix("data_batch_1.bin"))
    }
  }

  @Test func refusesAnEmptyFile() throws {
    for refused in try refusal([("train.bin", [])]) {
      guard case .emptyFile(let file, 3074)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
      #expect(file.hasSuffix("train.bin"))
    }
  }

  @Test func refusesLabelsOutOfRange() throws {
    for refused in try refusal([("data_batch_1.bin", CIFARBuilder.ten([9, 10]))]) {
      guard case .label(_, 3073, 10, 10)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    // The coarse label is checked even when fine ones are asked for, and the number of names decides.
    for refused in try refusal([("train.bin", CIFARBuilder.file([[20, 0]]))]) {
      guard case .label(_, 0, 20, 20)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    let names = ("fine_label_names.txt", Array("a\nb\n".utf8))
    for refused in try refusal([("train.bin", CIFARBuilder.file([[0, 0], [0, 2]])), names]) {
      guard case .label(_, 3075, 2, 2)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
  }

  @Test func refusesTheSameFileTwice() throws {
    let folder = try TemporaryFolder()
    let file = CIFARBuilder.ten([1])
    let path = try folder.write(ArchiveBuilder.tar([("a/test_batch.bin", file), ("b/test_batch.bin", file)]), "a.tar")
    #expect(throws: CIFARFailure.fileTwice(path: path, name: "test_batch.bin")) {
      try CIFARArchive.open(path: path).images(split: .test)
    }
  }

  @Test func saysWhichSplitIsMissing() throws {
    for refused in try refusal([("test.bin", CIFARBuilder.file([[0, 0]]))]) {
      guard case .missingSplit(_, .cifar100, .train, ["test.bin"])? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    for refused in try refusal(Self.hundred, .validation) { #expect(refused?.status == .usage) }
    for refused in try refusal(Self.ten, .train, .coarse) { #expect(refused?.status == .usage) }
  }

  @Test(arguments: [
    "a\nb\na\n", "\n\n", String(repeating: "x", count: 3) + "\n" + (0..<256).map { "\($0)\n" }.joined(),
  ])
  func refusesUnusableNames(text: String) throws {
    let files = [("batches.meta.txt", Array(text.utf8)), ("data_batch_1.bin", CIFARBuilder.ten([0]))]
    for refused in try refusal(files) { #expect(refused != nil) }
  }

  @Test func saysWhatAnArchiveHoldsThatIsNoCIFAR() throws {
    let folder = try TemporaryFolder()
    let pictures = try folder.write(ArchiveBuilder.tar([("cats/1.png", [1]), ("cats/2.png", [1])]), "a.tar")
    let refused = failure { try CIFARArchive.open(path: pictures) }
    #expect(
      refused?.message
        == "'\(pictures)': expected a CIFAR-10 or CIFAR-100 binary data set, found cats/1.png and cats/2.png")
    #expect(refused?.hint?.contains("data_batch_1.bin") == true)
    let python = try folder.write(ArchiveBuilder.tar([("cifar-10-batches-py/data_batch_1", [1])]), "b.tar")
    #expect(failure { try CIFARArchive.open(path: python) }?.hint?.contains("binary version") == true)
    #expect(failure { try CIFARArchive.open(path: folder.write([], "empty.tar.gz")) }?.status == .malformedInput)
    #expect(failure { try CIFARArchive.open(path: folder.path + "/absent.tar.gz") }?.status == .missingInput)
  }

  /// Nothing but the bytes that were read first is used afterwards: an archive is opened and decompressed once.
  @Test func anArchiveIsOpenedOnce() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(ArchiveBuilder.gzip(ArchiveBuilder.tar(Self.ten)), "a.tar.gz")
    let source = try DataSource.open(path: path)
    try FileSystem.removeFile(path)
    for _ in 0..<2 {
      #expect(try source.images(split: .train).labels == [0, 1, 0, 2])
      #expect(try source.images(split: .test).labels == [2, 2])
    }
  }

  /// Damage in the test images is no obstacle to whoever trains.
  @Test func aSplitIsReadThoughTheOtherIsDamaged() throws {
    let folder = try TemporaryFolder()
    let files = [("data_batch_1.bin", CIFARBuilder.ten([1])), ("test_batch.bin", [1, 2, 3])]
    let path = try folder.write(ArchiveBuilder.tar(files), "a.tar")
    let source = try DataSource.open(path: path)
    #expect(try source.images(split: .train).labels == [1])
    for _ in 0..<2 { #expect(failure { try source.images(split: .test) } is CIFARFailure) }
  }

  @Test func truncatedArchiveIsNeverReadAsAShorterOne() throws {
    let folder = try TemporaryFolder()
    let whole = ArchiveBuilder.gzip(ArchiveBuilder.tar(Self.ten))
    // Cut inside the trailer, inside the end mark, behind the first and inside the last data file.
    for count in [whole.count - 1, whole.count - 600, whole.count - 4000, whole.count / 2] {
      let path = try folder.write(Array(whole.prefix(count)), "cut.tar.gz")
      let refused = failure { try CIFARArchive.open(path: path).images(split: .train) } as? ArchiveFailure
      #expect(refused == .truncated(path: path, offset: count))
    }
  }
}
