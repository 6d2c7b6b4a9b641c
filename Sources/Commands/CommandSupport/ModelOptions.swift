import ArgumentParsing
import Inference
import Kernels

extension Precision: ExpressibleByArgument {}
extension TestTimeAugmentation: ExpressibleByArgument {}

/// Which trained model, and how it is asked.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder of a run, or a weights file (.safetensors).", valueName: "path"))
  package var weights: String
  @Option(
    help: ArgumentHelp(
      "What to average over: nothing, the image and its mirror image, or these and both shifted by a pixel.",
      valueName: "kind",
      defaultText: "as the threshold was chosen, else as in training"))
  package var tta: TestTimeAugmentation?
  @Option(
    help: ArgumentHelp(
      "How convolutions multiply: in 32 bits, or 16-bit operands summed in 32 (mixed; fast: larger errors).",
      valueName: "kind", defaultText: "as in training"))
  package var precision: Precision?
  @Option(
    help: ArgumentHelp("Images per pass; changes speed and memory only.", valueName: "count"),
    constraint: .within(1...4096))
  package var batchSize = 128

  package init() {}
}
