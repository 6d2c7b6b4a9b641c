import ArgumentParsing
import Testing

struct NameSpecificationTests {
  @Test(arguments: [
    ("epochs", "epochs"), ("learningRate", "learning-rate"), ("topK", "top-k"), ("JSONFile", "json-file"),
    ("exportONNX", "export-onnx"), ("split2Ways", "split2-ways"),
  ])
  func propertiesBecomeLongNames(property: String, name: String) {
    #expect(kebabCase(property) == name)
  }

  @Test func specificationsGiveTheirNames() {
    let both = ([.short, .long] as NameSpecification).names(property: "topK")
    #expect(both.long == ["top-k"] && both.short == ["t"])
    let specification: NameSpecification = [.customLong("lr"), .customShort("l")]
    let custom = specification.names(property: "learningRate")
    #expect(custom.long == ["lr"] && custom.short == ["l"])
  }
}
