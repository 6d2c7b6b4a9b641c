import Datasets
import Foundation
import Inference
import Kernels
import Support
import Training

/// Trains two epochs on a data set, with the run's files in a folder, and says what a picture shows.
func run(data: String, folder: String, picture: String) throws {
  let source = RunConfiguration.Data(source: data)
  let images = try DataSource.open(path: source.source).images(split: .train, labelLevel: .fine, classes: nil)
  let recipe = Recipe(imageCount: images.count, classCount: images.classNames.count, model: nil, epochs: 2)
  let configuration = recipe.configuration(source)
  let trainer = try Trainer(configuration, TrainingData(configuration), backend: Backend())
  _ = try trainer.run(
    in: RunFolder(creating: folder), clock: { ProcessInfo.processInfo.systemUptime },
    report: { event in if case .epoch(let record, _) = event { print("epoch \(record.epoch)") } })

  let classifier = try Classifier(weights: folder)
  let answer = try classifier.predict(picture)
  print(answer.label, answer.probability, answer.isAccepted)
}

let arguments = CommandLine.arguments.dropFirst().map { $0 }
guard arguments.count == 3 else {
  print("usage: example DATA RUN PICTURE")
  exit(64)
}
do {
  try run(data: arguments[0], folder: arguments[1], picture: arguments[2])
} catch let failure as any Failure {
  print("error:", failure.message, failure.hint ?? "")
  exit(failure.status.rawValue)
}
