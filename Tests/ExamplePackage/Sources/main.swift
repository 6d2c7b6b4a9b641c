import Datasets
import Foundation
import Inference
import Kernels
import Training

// Trains two epochs on the data set named first, with the run's files in the folder named second, and says what the
// picture named third shows.
let arguments = CommandLine.arguments
let source = RunConfiguration.Data(source: arguments[1])
let images = try DataSource.open(path: source.source).images(split: .train, labelLevel: .fine, classes: nil)
let recipe = Recipe(imageCount: images.count, classCount: images.classNames.count, model: nil, epochs: 2, rate: nil)
let configuration = recipe.configuration(source)
let trainer = try Trainer(configuration, TrainingData(configuration), backend: Backend())
_ = try trainer.run(
  in: RunFolder(creating: arguments[2]), clock: { ProcessInfo.processInfo.systemUptime },
  report: { event in if case .epoch(let record, _) = event { print("epoch \(record.epoch)") } })

let classifier = try Classifier(weights: arguments[2])
let answer = try classifier.predict(arguments[3])
print(answer.label, answer.probability, answer.isAccepted)
