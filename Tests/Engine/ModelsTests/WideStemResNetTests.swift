import Models
import Tensors
import Testing

struct WideStemResNetTests {
  /// Weights of torchvision's ResNet-18 with a 3x3 stem find their places, and the reverse.
  @Test func resnet18HasTorchvisionsTensors() throws {
    let expected = try Fixture.lines("resnet18-tensors.txt").map { $0.joined(separator: " ") }
    let store = try ModelConfiguration(name: "resnet18", classes: 10).build(seed: 1).store
    let found = (store.entries + store.states).map { entry in
      entry.name + " " + entry.fileShape.dimensions.map(String.init).joined(separator: "x")
    }
    #expect(found.count == 102)
    #expect(found.sorted() == expected.sorted())
  }
}
