import Archives
import Datasets
import Foundation
import Images
import Support
import Testing

/// What is taken where no data are named.
@Suite struct DefaultDataTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String) -> String { FileSystem.path(folder.path, name) }

  private func addPictures(_ place: String) throws {
    for name in ["cat", "dog"] {
      for number in 0..<2 {
        try folder.write(
          Image(width: 4, height: 4, colour: .init(red: UInt8(number), green: 9, blue: 9)).encodePNG(),
          "data/\(place)\(name)/\(number).png")
      }
    }
  }

  private func found(_ classes: [String]? = nil) throws -> DefaultData {
    try DefaultData.find(in: file("data"), classes: classes, labelLevel: nil)
  }

  /// A folder with a list is a data set, not a class of the folder above it.
  @Test func foldersWithListsAreDataSets() throws {
    func add(_ name: String) throws {
      for number in 0..<2 {
        try folder.write(
          Image(width: 4, height: 4, colour: .init(red: UInt8(number), green: 9, blue: 9)).encodePNG(),
          "data/\(name)/\(number).png")
      }
      try folder.write("path,label\n0.png,cat\n1.png,dog\n", "data/\(name)/train.csv")
    }
    try add("one")
    #expect(try found().source == file("data/one"))
    #expect(try found().open().images(split: .train).classNames == ["cat", "dog"])
    try add("two")
    let failure = #expect(throws: (any Error).self) { try found() } as? any Failure
    #expect(failure?.message.contains(file("data/one")) == true && failure?.message.contains(file("data/two")) == true)
  }

  @Test(arguments: ["", "train/", "pets/", "pets/train/", "pets/inside/"])
  func theOnlyPicturesAreTaken(_ place: String) throws {
    try addPictures(place)
    if place.hasSuffix("train/") { try addPictures(place.replacingOccurrences(of: "train", with: "test")) }
    try folder.write("# Notes", "data/README.md")
    let data = try found()
    let expected = place.hasPrefix("pets") ? "data/pets" : "data"
    #expect(data.source == file(expected) && data.notice == "using image folder \(file(expected))")
    #expect(try data.open().images(split: .train).classNames == ["cat", "dog"])
    #expect(try data.open().splits == (place.hasSuffix("train/") ? [.train, .test] : [.train]))
  }

  @Test func oneOfSeveralMustBeNamed() throws {
    try addPictures("pets/")
    try addPictures("more pets/")
    let failure = #expect(throws: SeveralDataSets.self) { try found() }
    let paths = ["data/more pets", "data/pets"].map(file)
    #expect(failure?.message == "several data sets under \(file("data"))/: \(paths[0]) and \(paths[1])")
    #expect(failure?.hint == "name one of them: --data '\(paths[0])'" && failure?.status == .usage)
  }

  /// The synthetic sample of this project is no photograph, and not taken unasked.
  @Test func drawnImagesArePassedOver() throws {
    try folder.write("", "data/sample/cifar-100-binary/SYNTHETIC.txt")
    try folder.write([UInt8](repeating: 0, count: 3074), "data/sample/cifar-100-binary/train.bin")
    let data = try found()
    #expect(data.source == "synthetic:vehicles" && data.notice?.hasPrefix("no data set under ") == true)
    try addPictures("pets/")
    #expect(try found().source == file("data/pets"))
  }

  @Test func whatCannotBeReadIsNotPassedOver() throws {
    try folder.write([0x1F, 0x8B, 8, 0], "data/photos.tar.gz")
    let failure = #expect(throws: ArchiveFailure.self) { try found() }
    #expect(failure?.hint?.contains("cifar-data") == false)
    try FileManager.default.removeItem(atPath: file("data/photos.tar.gz"))
    try addPictures("")
    for name in ["cat", "dog"] {
      try FileManager.default.moveItem(atPath: file("data/\(name)/0.png"), toPath: file("data/\(name).png"))
    }
    #expect(try found().source == file("data"))
    try folder.write("", "empty/x")
    #expect(try DefaultData.find(in: file("absent"), classes: nil, labelLevel: nil).source == "synthetic:vehicles")
  }
}
