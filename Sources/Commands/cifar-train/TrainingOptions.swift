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
  package init?(argument: String) { self.init(argument) }
  package var argumentText: String { text }
  package static var expectedArgument: String { "a time such as 90s, 10m or 1h30m" }
}
extension Shortcut: ExpressibleByArgument {}
extension Augmentation.Padding: ExpressibleByArgument {}
extension Augmentation.Flip: ExpressibleByArgument {}
extension OptimizerConfiguration.Kind: ExpressibleByArgument {}

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
  @Option(
    help: ArgumentHelp(
      """
      Settings for all that is left out: tuned for the model and the number of images, or those of a speed run on \
      CIFAR-10, whose learning rate goes with the batch size.
      """, valueName: "name", defaultText: "default"))
  var recipe: RecipeName?
  @Setting(
    "model.name", "Architecture: \(ModelConfiguration.names.joined(separator: ", ")).", "name",
    completion: ValueCompletion(ModelConfiguration.names))
  var model: String?
  @Setting("model.shortcut", "Shortcut of resnet20 … resnet110: A (padding) or B (projection).", default: "A")
  var shortcut: Shortcut?
  @Setting("model.width", "Factor of the network's channels.", "factor", default: "1") var width: Int?
  @Setting("epochs", "Passes over the training images.", "count") var epochs: Int?
  @Option(
    help: ArgumentHelp(
      """
      Time for the whole run, such as 90s, 10m or 1h30m: chooses --width and --epochs, unless they are given, by the \
      speed that is measured at the start.
      """, valueName: "time"))
  var budget: TimeSpan?
  @Setting("batchSize", "Images per step.", "count") var batchSize: Int?
  @Option(
    help: ArgumentHelp(
      "Rule by which weights move: SGD, Muon for the filters of convolutions and SGD for the rest, or AdamW.",
      valueName: "kind", defaultText: "by recipe"))
  var optimizer: OptimizerConfiguration.Kind?
  @Setting("schedule.peak", "Learning rate: the largest one of the schedule.", "rate") var lr: Float?
  @Setting("schedule.kind", "Course of the learning rate.", "kind") var schedule: Schedule.Kind?
  @Setting(
    "schedule.stepEpochs", "Epochs between two cuts of the learning rate; chooses --schedule step.", "epochs",
    default: nil)
  var lrStep: Int?
  @Option(
    help: ArgumentHelp(
      "Epochs after which the learning rate is cut; chooses --schedule multistep.", valueName: "epochs"))
  var lrMilestones: [Int]?
  @Setting("schedule.gamma", "Factor of each cut.", "factor", default: "0.1") var lrGamma: Float?
  @Setting("schedule.warmupEpochs", "Epochs of linear rise from 0 to the learning rate.", "epochs", default: "0")
  var warmupEpochs: Double?
  @Setting(
    "optimizer.momentum", "Momentum coefficient of SGD; chooses --optimizer sgd where none is given.", "coefficient")
  var momentum: Float?
  @Flag(
    inversion: .prefixedNo, help: ArgumentHelp("Nesterov momentum; chooses like --momentum.", defaultText: "by recipe"))
  var nesterov: Bool?
  @Setting(
    "optimizer.adamw.beta1", "AdamW's decay of the mean gradient; chooses --optimizer adamw.", "decay", default: "0.9")
  var beta1: Double?
  @Setting(
    "optimizer.adamw.beta2", "AdamW's decay of the mean squared gradient; chooses --optimizer adamw.", "decay",
    default: "0.999")
  var beta2: Double?
  @Setting(
    "optimizer.adamw.epsilon", "AdamW's term in the denominator; chooses --optimizer adamw.", "number", default: "1e-8")
  var epsilon: Float?
  @Setting("optimizer.weightDecay", "L2 penalty (weight decay).", "coefficient") var weightDecay: Float?
  @Flag(inversion: .prefixedNo, help: ArgumentHelp("L2 penalty on biases.", defaultText: "by recipe"))
  var decayBiases: Bool?
  @Flag(
    inversion: .prefixedNo, help: ArgumentHelp("L2 penalty on batch-norm scale and offset.", defaultText: "by recipe"))
  var decayNorm: Bool?
  @Setting("optimizer.clipNorm", "Largest norm of the gradient.", "norm", default: "no limit") var clipNorm: Float?
  @Setting("labelSmoothing", "Fraction of the label spread over all classes.", "fraction") var labelSmoothing: Float?
  @Setting(
    "optimizer.averageDecay", "Decay of the moving average of the weights that is validated and saved; 0 for none.",
    "decay")
  var averageDecay: Float?
  @Setting("validation", "Fraction of the training images held back for validation.", "fraction") var validation:
    Double?
  @Setting(
    "testTimeAugmentation",
    """
    Test-time augmentation in validation: the image alone, its mirror image too, or these and both shifted by a pixel.
    """, "kind")
  var tta: TestTimeAugmentation?
  @Setting("patience", "Stop after this number of epochs without a better validation.", "epochs", default: "never")
  var patience: Int?
  @Setting(
    "precision",
    "Arithmetic of convolutions: 32 bits, or 16-bit operands summed in 32 (mixed; fast: larger errors).", "kind")
  var precision: Precision?
  @Setting(
    "initFrom",
    """
    Weights to start from (fine-tuning), a file or a run's folder; the architecture is theirs, unless --model is given.
    """, "path", default: nil)
  var initFrom: String?
  @Setting("seed", "Seed of every random number of the run.", "number", default: "0") var seed: UInt64?

  func write(to settings: inout JSONValue) throws {
    if let optimizer {
      settings["optimizer.muon"] = optimizer == .muon ? JSONValue.object([:]) : JSONValue.null
      settings["optimizer.adamw"] = optimizer == .adamw ? JSONValue.object([:]) : JSONValue.null
    }
    if lrStep != nil { settings["schedule.kind"] = try JSONValue(encoding: Schedule.Kind.step) }
    if let lrMilestones {
      settings["schedule.kind"] = try JSONValue(encoding: Schedule.Kind.multistep)
      settings["schedule.milestones"] = try JSONValue(encoding: lrMilestones)
    }
    for (name, flag) in [
      ("nesterov", nesterov), ("decaysBiases", decayBiases), ("decaysNormalization", decayNorm),
    ] { if let flag { settings["optimizer." + name] = .bool(flag) } }
    try writeSettings(to: &settings)
    if averageDecay == 0 { settings["optimizer.averageDecay"] = JSONValue.null }
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
    if let optimizer, optimizer != .adamw, beta1 != nil || beta2 != nil || epsilon != nil {
      throw ValidationFailure(
        "--beta1, --beta2 and --epsilon belong to --optimizer adamw, found \(optimizer.rawValue)",
        hint: "leave them out")
    }
    if lrStep != nil && lrMilestones != nil {
      throw ValidationFailure("--lr-step and --lr-milestones contradict each other", hint: "give one of them")
    }
  }

  /// Checks the options against schedule and optimizer that came out, which the recipe or a file may have chosen: an
  /// option that has no effect is a mistake.
  func check(_ configuration: RunConfiguration) throws(ValidationFailure) {
    let schedule = configuration.schedule
    if configuration.optimizer.kind == .adamw && (momentum != nil || nesterov != nil) {
      throw ValidationFailure("--momentum and --nesterov do not go with AdamW", hint: "give --beta1")
    }
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
  @Setting("augmentation.padding", "Pixels by which crops are shifted.", "pixels", default: "4") var cropPadding: Int?
  @Setting("augmentation.paddingMode", "What lies outside a shifted image.", "kind", default: "reflect")
  var cropMode: Augmentation.Padding?
  @Setting("augmentation.flip", "Which images are mirrored.", "kind", default: "random") var flip: Augmentation.Flip?
  @Setting("augmentation.cutout", "Side of a square that is blanked out; 0 for none.", "pixels") var cutout: Int?
  @Setting("augmentation.rotation", "Largest turn either way.", "degrees") var rotation: Float?
  @Setting("augmentation.zoom", "Largest fraction by which images grow or shrink.", "fraction") var zoom: Float?
  @Setting("mixing.mixup", "Blend images and labels with coefficients drawn from Beta(a, a); 0 for none.", "a")
  var mixup: Float?
  @Setting("mixing.cutmix", "Paste rectangles of other images, areas drawn from Beta(a, a); 0 for none.", "a")
  var cutmix: Float?

  func write(to settings: inout JSONValue) throws {
    if augment == false {
      (settings["augmentation"], settings["mixing"]) = (JSONValue.null, try JSONValue(encoding: Mixing()))
    } else if augment == true {
      settings["augmentation"] = .object([:])
    }
    try writeSettings(to: &settings)
  }

  func validate() throws {
    var details = JSONValue.object([:])
    try writeSettings(to: &details)
    if augment == false && details != .object([:]) {
      throw ValidationFailure("--no-augment contradicts the other augmentation options", hint: "leave one of them out")
    }
  }
}

/// Where the run lives and what it prints.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder for the run.", valueName: "folder", defaultText: "a new one under runs/"))
  var output: String?
  @OptionGroup var overwriting: OverwriteOptions
  @OptionGroup var trial: DryRunOptions
  @Option(
    help: ArgumentHelp(
      """
      Continue the interrupted run in this folder; with --epochs to another number of epochs, where the schedule does \
      not depend on it.
      """, valueName: "folder"))
  var resume: String?
  @Option(
    help: ArgumentHelp(
      """
      Settings to start from: the config.json of a run, or a part of one, which leaves the rest to the recipe for the \
      data. Options come first.
      """, valueName: "file"))
  var config: String?
  @Option(
    help: ArgumentHelp(
      """
      Train this number of times, with the seed and the ones that follow it, each in a folder of its own below \
      --output, and report mean, deviation and interval. Given once more, it continues after an interruption.
      """, valueName: "count"), constraint: .within(2...1000))
  var seeds: Int?
  @Flag(help: "Train also where a class has no training images; the network has an output for it.")
  var allowEmptyClasses = false
  @Flag(help: "Also write an event file for TensorBoard into the run's folder.") var tensorboard = false
  @Setting("checkpointEvery", "Epochs between checkpoints.", "epochs", default: "1") var checkpointEvery: Int?
  @Flag(name: [.long, .short], help: "Print nothing but errors.")
  var quiet = false
  @Flag(help: "Print one JSON object per epoch and one at the end, instead of the table.")
  var json = false
}
