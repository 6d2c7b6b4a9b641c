import Datasets
import Images
import Support
import SyntheticImages
import Testing

@Suite struct CIFARWriterTests {
  private func set(_ labels: [Int], _ classNames: [String], size: Int = 32) -> ImageSet {
    let pixels = labels.indices.flatMap { CIFARBuilder.pixels(image: $0) }
    return ImageSet(
      height: size, width: size,
      pixels: size == 32 ? pixels : Array(repeating: 0, count: labels.count * size * size * 3),
      labels: labels, classNames: classNames, provenance: .init(summary: "test", path: nil, isSynthetic: false))
  }

  @Test(arguments: CIFARVersion.allCases, [1, 3, 5, 13]) func whatIsWrittenIsReadBack(version: CIFARVersion, count: Int)
    throws
  {
    let folder = try TemporaryFolder()
    let names = (0..<256).map { "class \($0)" }
    let train = set((0..<count).map { 255 - $0 }, names)
    let test = set([7, 0], names)
    let written = try CIFARWriter.write(train: train, test: test, version: version, to: folder.path)
    #expect(FileSystem.name(of: written) == (version == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary"))
    let archive = try CIFARArchive.open(path: folder.path)
    #expect(archive.version == version)
    for (split, original) in [(Split.train, train), (.test, test)] {
      let back = try archive.images(split: split)
      #expect(back.pixels == original.pixels && back.labels == original.labels && back.classNames == names)
    }
  }

  @Test func writesTheVeryBytesOfTheFormat() throws {
    let folder = try TemporaryFolder()
    let set = set([1, 0], ["motorcycle", "bicycle"])
    try CIFARWriter.write(train: set, test: nil, version: .cifar100, to: folder.path)
    let expected = CIFARBuilder.record([18, 1], image: 0) + CIFARBuilder.record([18, 0], image: 1)
    #expect(try folder.bytes("cifar-100-binary/train.bin") == expected)
    try CIFARWriter.write(train: nil, test: set, version: .cifar10, to: folder.path)
    #expect(try folder.bytes("cifar-10-batches-bin/test_batch.bin") == CIFARBuilder.ten([1, 0]))
    #expect(try folder.bytes("cifar-10-batches-bin/batches.meta.txt") == Array("motorcycle\nbicycle\n".utf8))
  }

  @Test func keepsTheOfficialCoarseClasses() throws {
    let folder = try TemporaryFolder()
    let names = CIFARVersion.cifar100.standardNames(.fine)
    try CIFARWriter.write(train: set(Array(0..<100), names), test: nil, version: .cifar100, to: folder.path)
    let coarse = try CIFARArchive.open(path: folder.path).images(split: .train, labelLevel: .coarse)
    // Five fine classes in each coarse one.
    let counts = coarse.labels.reduce(into: [Int](repeating: 0, count: 20)) { $0[$1] += 1 }
    #expect(counts.allSatisfy { $0 == 5 })
    func name(_ fine: String) -> String? { names.firstIndex(of: fine).map { coarse.classNames[coarse.labels[$0]] } }
    #expect(
      name("bicycle") == "vehicles_1" && name("tank") == "vehicles_2" && name("worm") == "non-insect_invertebrates")
    #expect(name("apple") == "fruit_and_vegetables" && name("willow_tree") == "trees" && name("girl") == "people")
  }

  @Test func drawnImagesAreMarked() throws {
    let folder = try TemporaryFolder()
    let drawn = SyntheticSet.shapes.images(split: .train, count: 6, seed: 1)
    let path = try CIFARWriter.write(train: drawn, test: nil, version: .cifar10, to: folder.path)
    let marker = FileSystem.path(path, CIFARArchive.syntheticMarker)
    #expect(try FileReading.text(at: marker).contains(drawn.provenance.summary))
    #expect(try CIFARArchive.open(path: path).images(split: .train).provenance.isSynthetic)
    // The mark goes with the images.
    try CIFARWriter.write(train: set([0], ["a"]), test: nil, version: .cifar10, to: folder.path, replacing: true)
    #expect(try FileSystem.names(in: path) == ["batches.meta.txt", "data_batch_1.bin"])
  }

  @Test func replacesOnlyWhenTold() throws {
    let folder = try TemporaryFolder()
    let (old, new) = (set([0, 0, 0, 0, 0], ["a"]), set([1], ["b", "c"]))
    let path = try CIFARWriter.write(train: old, test: old, version: .cifar10, to: folder.path)
    let names = try FileSystem.names(in: path)
    #expect(throws: CIFARWriterFailure.exists(path: path)) {
      try CIFARWriter.write(train: new, test: nil, version: .cifar10, to: folder.path)
    }
    #expect(try FileSystem.names(in: path) == names)
    try CIFARWriter.write(train: new, test: nil, version: .cifar10, to: folder.path, replacing: true)
    #expect(try FileSystem.names(in: path) == ["batches.meta.txt", "data_batch_1.bin"])
    #expect(try CIFARArchive.open(path: path).images(split: .train).classNames == ["b", "c"])
  }

  /// What an earlier, killed attempt left is neither read nor kept.
  @Test func anUnfinishedAttemptIsNoDataSet() throws {
    let folder = try TemporaryFolder()
    try folder.write(CIFARBuilder.ten([1]), "cifar-10-batches-bin/.unfinished/data_batch_1.bin")
    #expect(failure { try CIFARArchive.open(path: folder.path + "/cifar-10-batches-bin") } is CIFARFailure)
    let path = try CIFARWriter.write(train: nil, test: set([0], ["a"]), version: .cifar10, to: folder.path)
    #expect(try FileSystem.names(in: path) == ["batches.meta.txt", "test_batch.bin"])
  }

  @Test func refusesWhatTheFormatCannotHold() throws {
    let folder = try TemporaryFolder()
    let good = set([0], ["a"])
    let cases: [(ImageSet?, ImageSet?, CIFARWriterFailure)] = [
      (nil, nil, .noImages(split: nil)), (set([], ["a"]), nil, .noImages(split: "test")),
      (set([0], ["a"], size: 8), nil, .size(height: 8, width: 8)),
      (set([0], (0..<257).map { "\($0)" }), nil, .classCount(found: 257)),
      (good, set([0], ["b"]), .otherClasses(train: ["a"], test: ["b"])),
      (set([0], ["a\nb"]), nil, .className(found: "a\nb")),
    ]
    for (train, test, expected) in cases {
      #expect(throws: expected) { try CIFARWriter.write(train: train, test: test, version: .cifar10, to: folder.path) }
    }
    #expect(try FileSystem.names(in: folder.path).isEmpty)
    let file = try folder.write([1], "file")
    #expect(
      failure { try CIFARWriter.write(train: good, test: nil, version: .cifar10, to: file) }?.status == .cannotCreate)
  }
}
