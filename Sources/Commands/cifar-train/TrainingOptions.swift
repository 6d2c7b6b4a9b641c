import ArgumentParsing
import CommandSupport
import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Support
import Training

extension Schedule.Kind: ExpressibleByArgument {}
extension TimeSpan: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
  public var argumentText: String { text }
  public static var expectedArgument: String { "a time such as 90s, 10m or 1h30m" }
}
extension Shortcut: ExpressibleByArgument {}
extension Augmentation.Padding: ExpressibleByArgument {}
extension Augmentation.Flip: ExpressibleByArgument {}

/// Where settings come from that are not given.
enum RecipeName: String, CaseIterable, ExpressibleByArgument {
  /// By model and amount of data.
  case standard = "default"
  case airbench94
  case airbench94Muon = "airbench94-muon"
  case airbench95

  var speed: SpeedRecipe? { SpeedRecipe(rawValue: rawValue) }
}

/// Model, optimizer and schedule. What is left out comes from the recipe.
struct TrainingOptions: ParsableArguments {
  private static let byRecipe = "by recipe"

  @Option(
    help: ArgumentHelp(
      """
      Settings for all that is left out: tuned for the model and the number of images, or those of a speed run on \
      CIFAR-10, whose learning rate goes with the batch size.
      """, valueName: "name", defaultText: "default"))
  var recipe: RecipeName?
  @Option(
    help: ArgumentHelp(
      "Architecture: \(ModelConfiguration.names.joined(separator: ", ")).", valueName: "name", defaultText: byRecipe))
  var model: String?
  @Option(help: ArgumentHelp("Shortcut of resnet20 … resnet110: A (padding) or B (projection).", defaultText: "A"))
  var shortcut: Shortcut?
  @Option(help: ArgumentHelp("Factor of the network's channels.", valueName: "factor", defaultText: "1"))
  var width: Int?
  @Option(help: ArgumentHelp("Passes over the training images.", valueName: "count", defaultText: byRecipe))
  var epochs: Int?
  @Option(
    help: ArgumentHelp(
      """
      Time for the whole run, such as 90s, 10m or 1h30m: chooses --width and --epochs, unless they are given, by the \
      speed that is measured at the start.
      """, valueName: "time"))
  var budget: TimeSpan?
  @Option(help: ArgumentHelp("Images per step.", valueName: "count", defaultText: byRecipe))
  var batchSize: Int?
  @Option(
    help: ArgumentHelp("Learning rate: the largest one of the schedule.", valueName: "rate", defaultText: byRecipe))
  var lr: Float?
  @Option(help: ArgumentHelp("How the learning rate moves.", valueName: "kind", defaultText: byRecipe))
  var schedule: Schedule.Kind?
  @Option(
    help: ArgumentHelp(
      "Epochs between two cuts of the learning rate; chooses --schedule step.", valueName: "epochs"))
  var lrStep: Int?
  @Option(
    help: ArgumentHelp(
      "Epochs after which the learning rate is cut; chooses --schedule multistep.", valueName: "epochs"))
  var lrMilestones: [Int]?
  @Option(help: ArgumentHelp("Factor of each cut.", valueName: "factor", defaultText: "0.1"))
  var lrGamma: Float?
  @Option(
    help: ArgumentHelp("Epochs of linear rise from 0 to the learning rate.", valueName: "epochs", defaultText: "0"))
  var warmupEpochs: Double?
  @Option(help: ArgumentHelp("Share of the former step in the next one.", valueName: "share", defaultText: byRecipe))
  var momentum: Float?
  @Flag(inversion: .prefixedNo, help: ArgumentHelp("Look ahead along the momentum.", defaultText: byRecipe))
  var nesterov: Bool?
  @Option(help: ArgumentHelp("Pull of the weights towards zero.", valueName: "rate", defaultText: byRecipe))
  var weightDecay: Float?
  @Flag(inversion: .prefixedNo, help: ArgumentHelp("Whether biases decay too.", defaultText: "off"))
  var decayBiases: Bool?
  @Flag(
    inversion: .prefixedNo, help: ArgumentHelp("Whether batch-norm scale and offset decay too.", defaultText: "off"))
  var decayNorm: Bool?
  @Option(help: ArgumentHelp("Largest norm of the gradient.", valueName: "norm", defaultText: "no limit"))
  var clipNorm: Float?
  @Option(help: ArgumentHelp("Share of the label spread over all classes.", valueName: "share", defaultText: byRecipe))
  var labelSmoothing: Float?
  @Option(
    help: ArgumentHelp(
      "Decay of the moving average of the weights that is validated and saved; 0 for none.", valueName: "share",
      defaultText: byRecipe))
  var averageDecay: Float?
  @Option(
    help: ArgumentHelp(
      "Share of the training images held back for validation.", valueName: "share", defaultText: byRecipe))
  var validation: Double?
  @Option(
    help: ArgumentHelp(
      "How validation asks the model: about the image alone, its mirror image too, or these and both shifted by a pixel.",
      valueName: "kind",
      defaultText: "by recipe"))
  var tta: TestTimeAugmentation?
  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without a better validation.", valueName: "epochs", defaultText: "never"))
  var patience: Int?
  @Option(
    help: ArgumentHelp(
      "How convolutions multiply: in 32 bits, or 16-bit operands summed in 32 (mixed; fast: larger errors).",
      valueName: "kind", defaultText: "by recipe"))
  var precision: Precision?
  @Option(help: ArgumentHelp("Weights to start from: fine-tuning.", valueName: "file"))
  var initFrom: String?
  @Option(help: ArgumentHelp("Decides every random number of the run.", valueName: "number", defaultText: "0"))
  var seed: UInt64?

  /// Puts what was given over what is there.
  func apply(to c: inout RunConfiguration) {
    model.map { c.model.name = $0 }
    shortcut.map { c.model.shortcut = $0 }
    width.map { c.model.width = $0 }
    epochs.map { (c.epochs, c.schedule.epochs) = ($0, $0) }
    batchSize.map { c.batchSize = $0 }
    lr.map { c.schedule.peak = $0 }
    applySchedule(to: &c.schedule)
    momentum.map { c.optimizer.momentum = $0 }
    nesterov.map { c.optimizer.nesterov = $0 }
    weightDecay.map { c.optimizer.weightDecay = $0 }
    decayBiases.map { c.optimizer.decaysBiases = $0 }
    decayNorm.map { c.optimizer.decaysNormalization = $0 }
    clipNorm.map { c.optimizer.clipNorm = $0 }
    labelSmoothing.map { c.labelSmoothing = $0 }
    averageDecay.map { c.averageDecay = $0 == 0 ? nil : $0 }
    validation.map { c.validation = $0 }
    tta.map { c.testTimeAugmentation = $0 }
    patience.map { c.patience = $0 }
    precision.map { c.precision = $0 }
    initFrom.map { c.initFrom = $0 }
    seed.map { c.seed = $0 }
  }

  private func applySchedule(to s: inout Schedule) {
    lrStep.map { (s.kind, s.stepEpochs) = (.step, $0) }
    lrMilestones.map { (s.kind, s.milestones) = (.multistep, $0) }
    lrGamma.map { s.gamma = $0 }
    schedule.map { s.kind = $0 }
    warmupEpochs.map { s.warmupEpochs = $0 }
  }

  func validate() throws {
    if let schedule, lrStep != nil, schedule != .step {
      throw ValidationFailure("--lr-step belongs to --schedule step, found \(schedule.rawValue)", hint: "leave one out")
    }
    if let schedule, lrMilestones != nil, schedule != .multistep {
      throw ValidationFailure(
        "--lr-milestones belongs to --schedule multistep, found \(schedule.rawValue)", hint: "leave one out")
    }
    if budget != nil && width != nil && epochs != nil {
      throw ValidationFailure(
        "--budget has nothing to choose where --width and --epochs are given", hint: "leave one out")
    }
    if lrStep != nil && lrMilestones != nil {
      throw ValidationFailure("--lr-step and --lr-milestones contradict each other", hint: "give one of them")
    }
  }

  /// Checks the options against the schedule that came out, which the recipe or a file may have chosen: an option that
  /// has no effect is a mistake.
  func check(_ schedule: Schedule) throws(ValidationFailure) {
    if let warmupEpochs, warmupEpochs > 0, schedule.kind.risesByItself {
      throw ValidationFailure(
        "--warmup-epochs does not go with the \(schedule.kind.rawValue) schedule, which rises by itself",
        hint: "leave it out, or choose another --schedule, such as cosine")
    }
    if lrGamma != nil && schedule.kind != .step && schedule.kind != .multistep {
      throw ValidationFailure(
        "--lr-gamma does not go with the \(schedule.kind.rawValue) schedule",
        hint: "give --lr-step or --lr-milestones as well")
    }
  }
}

/// How training images are varied.
struct AugmentationOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: ArgumentHelp("Random crops and flips.", defaultText: "on"))
  var augment: Bool?
  @Option(help: ArgumentHelp("Pixels by which crops are shifted.", valueName: "pixels", defaultText: "4"))
  var cropPadding: Int?
  @Option(help: ArgumentHelp("What lies outside a shifted image.", valueName: "kind", defaultText: "reflect"))
  var cropMode: Augmentation.Padding?
  @Option(help: ArgumentHelp("Which images are mirrored.", valueName: "kind", defaultText: "random"))
  var flip: Augmentation.Flip?
  @Option(
    help: ArgumentHelp(
      "Side of a square that is blanked out; 0 for none.", valueName: "pixels", defaultText: "by recipe"))
  var cutout: Int?
  @Option(help: ArgumentHelp("Largest turn either way.", valueName: "degrees", defaultText: "by recipe"))
  var rotation: Float?
  @Option(
    help: ArgumentHelp("Largest share by which images grow or shrink.", valueName: "share", defaultText: "by recipe"))
  var zoom: Float?
  @Option(
    help: ArgumentHelp(
      "Blend images and labels in shares drawn from Beta(a, a); 0 for none.", valueName: "a", defaultText: "by recipe"))
  var mixup: Float?
  @Option(
    help: ArgumentHelp(
      "Paste rectangles of other images, areas drawn from Beta(a, a); 0 for none.", valueName: "a",
      defaultText: "by recipe"))
  var cutmix: Float?

  func apply(to c: inout RunConfiguration) {
    if augment == false { (c.augmentation, c.mixing) = (nil, Mixing()) }
    mixup.map { c.mixing.mixup = $0 }
    cutmix.map { c.mixing.cutmix = $0 }
    guard augment == true || (augment == nil && c.augmentation != nil) || isDetailed else { return }
    var settings = c.augmentation ?? Augmentation()
    cropPadding.map { settings.padding = $0 }
    cropMode.map { settings.paddingMode = $0 }
    flip.map { settings.flip = $0 }
    cutout.map { settings.cutout = $0 }
    rotation.map { settings.rotation = $0 }
    zoom.map { settings.zoom = $0 }
    c.augmentation = settings
  }

  private var isDetailed: Bool {
    cropPadding != nil || cropMode != nil || flip != nil || cutout != nil || rotation != nil || zoom != nil
  }

  func validate() throws {
    if augment == false && (isDetailed || mixup != nil || cutmix != nil) {
      throw ValidationFailure("--no-augment contradicts the other augmentation options", hint: "leave one of them out")
    }
  }
}

/// Where the run lives and what it prints.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder for the run.", valueName: "folder", defaultText: "a new one under runs/"))
  var output: String?
  @Option(help: ArgumentHelp("Go on with the interrupted run in this folder.", valueName: "folder"))
  var resume: String?
  @Option(help: ArgumentHelp("Settings to start from: the config.json of a run.", valueName: "file"))
  var config: String?
  @Option(
    help: ArgumentHelp(
      """
      Train so many times, with the seed and the ones that follow it, each in a folder of its own below --output, and \
      report mean, deviation and interval. Given once more, it goes on after an interruption.
      """, valueName: "count"), constraint: .within(2...1000))
  var seeds: Int?
  @Option(help: ArgumentHelp("Epochs between checkpoints.", valueName: "epochs", defaultText: "1"))
  var checkpointEvery: Int?
  @Flag(name: [.long, .short], help: "Print nothing but errors.")
  var quiet = false
  @Flag(help: "Print one JSON object per epoch and one at the end, instead of the table.")
  var json = false
}
