import ArgumentParsing
import CommandSupport
import Foundation
import Inference
import Support

/// `cifar-predict`: says what is in pictures, how sure that is, and whether to rely on it.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-predict",
    abstract: "Says which class pictures belong to, and how sure that is.",
    discussion: """
      Takes JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC and AVIF files of any size and colour type, turned as the camera \
      says; folders, which are searched to the bottom; lists (.lst, .csv, .tsv, or .txt with a name per line); \
      archives of pictures or of CIFAR files (.tar.gz, .tar.xz, .tar.bz2, .tar, .zip); CIFAR folders; \
      synthetic:vehicles and synthetic:shapes; and - for standard input: an image, or names, one per line.

      Pictures are prepared exactly as in training: each is stretched to the model's size; transparency is dropped, \
      not blended.

      An answer is accepted if its probability reaches the threshold and the picture does not look like one of no \
      class. Without a threshold every answer stands and nothing is called accepted.

      A file that cannot be read is named on standard error and left out, the others are answered, and the exit status \
      is 1. The names in JSON and CSV are explained in docs/prediction-format.md.
      """,
    examples: [
      CommandExample("cifar-predict --weights runs/bikes photo.jpg holiday/"),
      CommandExample(
        "cifar-predict --weights runs/bikes holiday/ --threshold 0.93", "say which answers are sure enough"),
      CommandExample("cifar-predict --weights runs/bikes photo.jpg --thumbnails", "show the pictures, too"),
      CommandExample(
        "cifar-predict --weights best.safetensors holiday/ --jsonl --quiet > answers.jsonl", "for other programs"),
      CommandExample(
        "curl -s https://example.org/photo.jpg | cifar-predict --weights runs/bikes -",
        "a picture from standard input"),
      CommandExample("find . -name '*.png' | cifar-predict --weights runs/bikes -", "names from standard input"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-predict"))

  @Argument(
    help: ArgumentHelp(
      "Images, folders with images, lists of images, archives; - for standard input.", valueName: "image",
      completion: DataForms.completion))
  var images: [String]
  @Flag(
    name: [.long, .customShort("0")],
    help: "Names on standard input end with a zero byte, as `find -print0` writes them.")
  var null = false
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Answers") var answers: AnswerOptions
  @OptionGroup(title: "Output") var output: PredictionOutputOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func validate() throws {
    if null && !images.contains("-") {
      throw ValidationFailure("--null is about names on standard input, which is not named", hint: "add -")
    }
  }

  func run() throws {
    StopRequest.install()
    let trained = try model.load(console)
    let backend = try machine.backend(model.precision, usual: trained.precision, console)
    let context = try PredictionContext(trained, model: model, answers: answers)
    // Opened before the work, so that no answer is lost to a mistyped path.
    let destination = try PredictionDestination(output)
    let inputs = try PredictionInputs(images, imageSize: trained.imageSize, endsNamesByZero: null)
    inputs.notes.forEach(console.note)
    try OutputOptions([("output", output.output)]).check(
      inputs: trained.runFiles + [trained.path] + images + inputs.files)
    let job = PredictionJob(
      inputs, decoder: PictureDecoder(size: trained.imageSize, threads: backend.threads),
      classifier: PictureClassifier(
        trained, context.decider, augmentation: context.augmentation, backend: backend, batchSize: model.batchSize))
    let failed = try job.run(
      output.form(context, inputs, terminal: destination.terminal), to: destination, isQuiet: output.quiet, console)
    if failed > 0 {
      if inputs.items.count > 1 {
        console.note("\(Format.count(failed)) of \(Format.count(inputs.items.count)) images could not be read")
      }
      throw ExitStatus.barMissed
    }
  }

  private var console: Console { Console(Self.commandName, isQuiet: output.quiet) }
}
