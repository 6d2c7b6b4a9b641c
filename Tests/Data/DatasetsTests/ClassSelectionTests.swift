import Images
import Datasets
import Testing

@Suite struct ClassSelectionTests {
  /// One pixel per image, whose red value is the image's number.
  private let set = ImageSet(
    height: 1, width: 1, pixels: (0..<6).flatMap { [UInt8($0), 0, 0] }, labels: [0, 1, 2, 2, 1, 0],
    classNames: ["bicycle", "motorcycle", "bus", "tram"], names: (0..<6).map { "\($0).png" },
    provenance: .init(summary: "test", path: "somewhere", isSynthetic: false))

  @Test(arguments: [
    (["bus", "bicycle"], [0, 2, 3, 5], [1, 0, 0, 1], "test, classes bus and bicycle"),
    (["motorcycle"], [1, 4], [0, 0], "test, class motorcycle"),
    (
      ["bicycle", "motorcycle", "bus"], [0, 1, 2, 3, 4, 5], [0, 1, 2, 2, 1, 0],
      "test, classes bicycle, motorcycle and bus"
    ),
  ])
  func keepsTheImagesAndRelabelsThem(classes: [String], kept: [UInt8], labels: [Int], summary: String) throws {
    let chosen = try set.selecting(classes: classes)
    #expect(chosen.classNames == classes && chosen.labels == labels)
    #expect(chosen.pixels == kept.flatMap { [$0, 0, 0] } && chosen.names == kept.map { "\($0).png" })
    #expect(chosen.provenance.summary == summary)
  }

  @Test func refusesUnknownClassesAndSuggestsTheNearest() {
    let refused = failure { try set.selecting(classes: ["bicycle", "motorcyle"]) }
    #expect(refused?.message == "unknown class \"motorcyle\": expected one of bicycle, motorcycle, bus and tram")
    #expect(refused?.hint == "did you mean \"motorcycle\"?" && refused?.status == .usage)
    #expect(
      failure { try set.selecting(classes: ["aeroplane"]) }?.hint == "`cifar-data info` lists the classes of a data set"
    )
  }

  @Test(arguments: [
    (["bus", "bicycle", "bus"], ClassSelectionFailure.twice(name: "bus")),
    ([], .none),
    (["bus", "tram"], .noImages(name: "tram", source: "somewhere")),
  ])
  func refusesWhatCannotBeChosen(classes: [String], expected: ClassSelectionFailure) {
    #expect(throws: expected) { try set.selecting(classes: classes) }
  }
}
