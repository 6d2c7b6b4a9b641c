import Images
import Auditing
import Datasets
import Testing

@Suite struct AuditedImagesTests {
  @Test func positionsBecomeReferences() {
    let pictures = Planting.pictures(5)
    let images = AuditedImages([
      (.train, Planting.set(Array(pictures[..<3]), labels: [0, 1, 0])), (.test, Planting.set(Array(pictures[3...]))),
    ])
    #expect(images.count == 5 && images.set.labels == [0, 1, 0, 0, 0])
    #expect(images.set.pixels == pictures.flatMap(\.pixels))
    let references = (0..<5).map(images.reference)
    #expect(references.map(\.split) == [.train, .train, .train, .test, .test])
    #expect(references.map(\.index) == [0, 1, 2, 0, 1] && references.map(\.position) == [0, 1, 2, 3, 4])
    #expect(references[1].className == "dog" && references.allSatisfy { $0.name == nil })
  }

  @Test func namesAreKept() {
    let plain = Planting.set(Planting.pictures(2))
    let named = ImageSet(
      height: 32, width: 32, pixels: plain.pixels, labels: plain.labels, classNames: plain.classNames,
      names: ["a.png", "b.png"], provenance: plain.provenance)
    let images = AuditedImages([(.train, named), (.test, named)])
    #expect((0..<4).map { images.reference($0).name } == ["a.png", "b.png", "a.png", "b.png"])
  }

  @Test func anEmptySplitIsFine() {
    let images = AuditedImages([(.train, Planting.set([])), (.test, Planting.set(Planting.pictures(1)))])
    #expect(images.count == 1 && images.reference(0).split == .test)
  }
}
