import Datasets
import Images
import Support
import Testing

@Suite struct ImageFolderTests {
  /// A PNG of one colour.
  static func png(_ red: UInt8, size: Int = 32) throws -> [UInt8] {
    try Image(width: size, height: size, colour: .init(red: red, green: 10, blue: 20)).encodePNG()
  }

  @Test func readsClassFoldersInOrder() throws {
    let folder = try TemporaryFolder()
    // More files than one turn of the decoding threads, so that order could go wrong.
    for number in 0..<40 { try folder.write(Self.png(UInt8(number)), "dog/\(100 + number).png") }
    try folder.write(Self.png(200, size: 50), "cat/B.PNG")
    try folder.write(Self.png(201, size: 7), "cat/a.png")
    try folder.write([1], "cat/.hidden.png")
    try folder.write([1], "cat/notes.txt")
    try folder.write([1], ".thumbnails/x.png")
    let source = try DataSource.open(path: folder.path)
    #expect(source.kind == .imageFolder && source.splits == [.train])
    let set = try source.images(split: .train)
    #expect(set.classNames == ["cat", "dog"] && set.labels == [0, 0] + [Int](repeating: 1, count: 40))
    #expect(set.names?.prefix(3) == ["cat/B.PNG", "cat/a.png", "dog/100.png"])
    #expect(set.height == 32 && set.width == 32)
    let reds = (0..<set.count).map { set.pixels[$0 * set.bytesPerImage] }
    #expect(reds == [200, 201] + (0..<40).map { UInt8($0) })
    #expect(try source.images(split: .train, imageSize: 5).pixels.count == 42 * 75)
  }

  @Test func takesTheClassesOfTheTrainingImagesForEverySplit() throws {
    let folder = try TemporaryFolder()
    for name in ["train/a/1.png", "train/b/1.png", "train/c/1.png", "val/b/1.png", "test/c/1.png"] {
      try folder.write(Self.png(1), name)
    }
    let source = try DataSource.open(path: folder.path)
    #expect(source.splits == [.train, .validation, .test])
    for (split, label) in [(Split.validation, 1), (.test, 2)] {
      let set = try source.images(split: split)
      #expect(set.classNames == ["a", "b", "c"] && set.labels == [label])
    }
    #expect(try source.images(split: .test, classes: ["c"]).labels == [0])
    #expect(
      failure { try source.images(split: .test, classes: ["a", "c"]) } as? ClassSelectionFailure
        == .noImages(name: "a", source: folder.path))
    try folder.write(Self.png(1), "test/d/1.png")
    let grown = try DataSource.open(path: folder.path)
    let refused = failure { try grown.images(split: .test) } as? ImageFolderFailure
    #expect(refused == .unknownClass(path: "\(folder.path)/test/d", name: "d", classes: ["a", "b", "c"]))
  }

  @Test func namesAllFilesThatDoNotDecode() throws {
    let folder = try TemporaryFolder()
    for number in 0..<60 { try folder.write(Self.png(1), "a/\(100 + number).png") }
    for number in [117, 150, 159] { try folder.write(Array("no image".utf8), "a/\(number).png") }
    let source = try DataSource.open(path: folder.path)
    for _ in 0..<5 {
      let refused = failure { try source.images(split: .train) } as? UnreadableImages
      #expect(refused?.images.map(\.name) == ["a/117.png", "a/150.png", "a/159.png"] && refused?.count == 60)
      #expect(refused?.details.first?.contains("\(folder.path)/a/117.png") == true)
      let rest = try source.images(split: .train, skipsUnreadable: true)
      #expect(rest.count == 57 && rest.provenance.unreadable == refused?.images)
      #expect(rest.names?.contains("a/117.png") == false && rest.pixels.count == 57 * 3072)
    }
  }

  @Test func saysWhatAFolderHoldsThatIsNoDataSet() throws {
    let folder = try TemporaryFolder()
    #expect(failure { try DataSource.open(path: folder.path) }?.message.hasSuffix("found an empty folder") == true)
    try folder.write(Self.png(1), "loose.png")
    let refused = failure { try DataSource.open(path: folder.path) }
    #expect(refused?.message.hasSuffix("found loose.png") == true)
    #expect(refused?.hint == "put the images of each class into a folder named like the class")
  }

  @Test func refusesMissingSplitsLevelsAndSizes() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.png(1), "a/1.png")
    let source = try DataSource.open(path: folder.path)
    #expect(failure { try source.images(split: .test) }?.status == .missingInput)
    #expect(failure { try source.images(split: .validation) }?.hint?.contains("--validation") == true)
    #expect(failure { try source.images(split: .train, labelLevel: .coarse) }?.status == .usage)
    for size in [0, -1, 1025, .max] {
      #expect(failure { try source.images(split: .train, imageSize: size) }?.status == .usage)
    }
  }
}
