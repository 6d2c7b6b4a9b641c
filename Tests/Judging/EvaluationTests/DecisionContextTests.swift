import Evaluation
import Support
import Testing

@Suite struct DecisionContextTests {
  /// Readers of reports find everything in one object.
  @Test func jsonIsOneObject() throws {
    var context = DecisionContext(.init(images: 40, testTimeAugmentation: "flip"), threshold: 0.875)
    (context.unknownThreshold, context.coverage) = (-1.5, 0.75)
    let text = try JSONText.encode(context, layout: .line)
    #expect(
      text == #"{"coverage":0.75,"images":40,"split":"validation","testTimeAugmentation":"flip","threshold":0.875,"#
        + #""unknownThreshold":-1.5}"#)
    #expect(try JSONText.decode(DecisionContext.self, from: text) == context)
  }
}
