import Images
import Testing

struct ProvenanceTests {
  private func provenance(_ summary: String, _ path: String?) -> ImageSet.Provenance {
    .init(summary: summary, path: path, isSynthetic: false)
  }

  @Test func theDescriptionNamesThePlace() {
    #expect(provenance("image folder", "my-photos").description == "image folder in my-photos")
    #expect(
      provenance("image folder, classes a and b", "x/photos.zip").description
        == "image folder, classes a and b, in x/photos.zip")
    #expect(provenance("synthetic shapes", nil).description == "synthetic shapes")
  }

  @Test func titlesHaveAShortName() {
    #expect(provenance("image folder", "data/my-photos/").name == "my-photos")
    #expect(provenance("CIFAR-10 (binary)", "data/cifar-10.tar.gz").name == "cifar-10.tar.gz")
    #expect(provenance("synthetic shapes, test split", nil).name == "synthetic shapes")
    #expect(![".", "/", ""].contains(provenance("image folder", ".").name))
  }
}
