import Images
import Kernels
import Support

/// A trained model that says what is in pictures, exactly as `cifar-predict` does:
///
///     let classifier = try Classifier(weights: "runs/bikes")
///     let answer = try classifier.predict("photo.jpg")
///     print(answer.label, answer.probability, answer.isAccepted)
///
/// Pictures of any size are stretched to the model's. An answer is averaged over the views that the weights name,
/// divided by their temperature, and accepted or refused by their thresholds.
///
/// Not to be used from two threads at once: it owns its batch memory.
public final class Classifier {
  /// What the model answers about one picture.
  public struct Answer: Sendable, Equatable {
    /// The verdict behind the answer: all probabilities, and why an answer is refused.
    public let verdict: Verdict
    private let classNames: [String]

    init(_ verdict: Verdict, _ classNames: [String]) { (self.verdict, self.classNames) = (verdict, classNames) }

    /// Name of the most probable class.
    public var label: String { classNames[verdict.predicted] }
    /// Probability of that class, 0 to 1.
    public var probability: Float { verdict.confidence }
    /// Whether the answer reaches the threshold and the picture does not look like one of no class. Always true for
    /// weights without thresholds.
    public var isAccepted: Bool { verdict.isAccepted }
    /// The `count` most probable classes, most probable first; all where there are fewer.
    public func top(_ count: Int) -> [(label: String, probability: Float)] {
      verdict.top(count).map { (classNames[$0], verdict.probabilities[$0]) }
    }
  }

  /// Names of the classes, in the order of `Verdict.probabilities`.
  public let classNames: [String]
  private let decoder: PictureDecoder
  private let pictures: PictureClassifier

  /// Reads a model.
  ///
  /// Throws a `Failure` if there is no such file or run, or if the file is damaged or of an unknown model.
  ///
  /// - Parameters:
  ///   - weights: a weights file (`.safetensors`), or the folder of a run.
  ///   - threshold: answers of a smaller probability are refused; `nil` for the threshold in the file.
  ///   - threads: `nil` for all processors. Any number gives the same answers.
  public init(weights: String, threshold: Double? = nil, threads: Int? = nil) throws {
    let model = try TrainedModel(path: weights)
    let backend = Backend(threads: threads, precision: model.precision)
    classNames = model.classNames
    decoder = PictureDecoder(size: model.imageSize, threads: backend.threads)
    pictures = PictureClassifier(
      model, Decider(model.file.metadata, threshold: threshold), augmentation: model.augmentation(nil),
      backend: backend, batchSize: 1)
  }

  /// The answer about a picture file of any format that training reads. Throws a `FileFailure` or `ImageFailure` if it
  /// cannot be read, and `UnusableLogits` if the weights are damaged.
  public func predict(_ path: String) throws -> Answer { try predict(.file(path), name: path) }

  /// The answer about the content of a picture file. Throws as for a file.
  public func predict(_ bytes: [UInt8]) throws -> Answer {
    try predict(.bytes(bytes, name: "the picture"), name: "the picture")
  }

  /// The answer about pixels [height, width, 3]: red, green and blue of each, row by row from the top left. Traps
  /// unless there are height · width · 3 bytes.
  public func predict(pixels: [UInt8], width: Int, height: Int) throws -> Answer {
    try predict(.image(Image(width: width, height: height, pixels: pixels)), name: "the picture")
  }

  private func predict(_ source: PictureSource, name: String) throws -> Answer {
    Answer(try pictures.verdicts([(name, decoder.picture(source))])[0], classNames)
  }
}
