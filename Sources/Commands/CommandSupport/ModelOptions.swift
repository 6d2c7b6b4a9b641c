import ArgumentParsing
import Inference
import Kernels
import Serialization
import Support

extension Precision: ExpressibleByArgument {}
extension TestTimeAugmentation: ExpressibleByArgument {}

/// Which trained model, and how it is asked.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of a run, or a weights file (.safetensors).", valueName: "path",
      defaultText: "the newest finished run below runs/"))
  package var weights: String?
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

  /// The model in the weights that were named, else in those of the newest finished run, which is said then.
  package func load(_ console: Console) throws -> TrainedModel {
    if let weights { return try TrainedModel(path: weights) }
    let run = try RunSearch.newestFinished(below: "runs")
    console.note("without --weights: the newest finished run, '\(run)'")
    return try TrainedModel(path: run)
  }
}
