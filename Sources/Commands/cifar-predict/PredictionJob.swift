import CommandSupport
import Images
import Inference
import Support

/// What became of one image.
struct PredictionAnswer {
  enum Outcome {
    case verdict(Verdict, Image)
    /// One line that says why the image could not be read.
    case failure(String)
  }

  let file: String
  let outcome: Outcome
}

/// Goes through all images, a batch at a time: reads, asks, prints. Memory holds one batch of small pictures.
struct PredictionJob {
  private let inputs: PredictionInputs
  private let decoder: PictureDecoder
  private let classifier: PictureClassifier

  init(_ inputs: PredictionInputs, decoder: PictureDecoder, classifier: PictureClassifier) {
    (self.inputs, self.decoder, self.classifier) = (inputs, decoder, classifier)
  }

  /// Prints every answer and returns how many images could not be read; each of those is reported on standard error.
  ///
  /// Throws if the output cannot be written, if the model answers with NaN or infinity, and the status of a request to
  /// stop.
  func run(
    _ form: any PredictionForm, to destination: PredictionDestination, isQuiet: Bool, _ console: Console
  ) throws -> Int {
    var form = form
    var failed = 0
    let count = inputs.items.count
    var bar = ProgressBar("predicting", total: count, unit: .things("images"))
    defer { bar.clear() }
    try destination.file.append(form.head())
    for first in stride(from: 0, to: count, by: classifier.batchSize) {
      if let signal = StopRequest.current() { throw signal.status }
      let answers = try answers(first..<min(first + classifier.batchSize, count))
      // On a terminal rows take the bar's place; redirected ones leave it alone.
      if destination.terminal.isInteractive { bar.clear() }
      for answer in answers {
        if case .failure(let reason) = answer.outcome {
          failed += 1
          bar.clear()
          console.warn("skipped: \(DisplayText.printable(reason))")
        }
        let text = try form.text(of: answer)
        if !text.isEmpty { try destination.file.append(text) }
      }
      try destination.file.flush()
      if !isQuiet && first + answers.count < count { bar.update(to: first + answers.count) }
    }
    try destination.file.append(form.tail())
    try destination.file.commit()
    return failed
  }

  private func answers(_ range: Range<Int>) throws -> [PredictionAnswer] {
    let items = inputs.items[range]
    let pictures = decoder.decode(items.map(inputs.source))
    let named = zip(items, pictures).compactMap { item, result in
      (try? result.get()).map { (name: item.name, image: $0) }
    }
    var verdicts = try classifier.verdicts(named).makeIterator()
    return zip(items, pictures).compactMap { item, result in
      switch result {
      case .failure(let error):
        let reason = (error as? any Failure)?.message ?? "\(item.name): \(error)"
        return PredictionAnswer(file: item.name, outcome: .failure(reason))
      case .success(let picture):
        return verdicts.next().map { PredictionAnswer(file: item.name, outcome: .verdict($0, picture)) }
      }
    }
  }
}
