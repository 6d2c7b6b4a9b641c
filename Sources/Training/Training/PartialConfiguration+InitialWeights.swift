import Inference
import Models
import Serialization
import Support

extension PartialConfiguration {
  /// These settings completed by what the initial weights say, if there are such: the folder of a run stands for its
  /// best weights, and the network is theirs unless the settings name another.
  ///
  /// Throws if they cannot be read.
  func completedByInitialWeights() throws -> PartialConfiguration {
    guard case .string(let given)? = settings["initFrom"] else { return self }
    let path = try TrainedModel.weights(given)
    var completed = settings
    completed["initFrom"] = .string(path)
    let model = try Network.configuration(WeightsFile.read(path).metadata, path: path)
    if settings["model.name"] == nil || settings["model.name"] == .string(model.name),
      case .object(let fields) = try JSONValue(encoding: model)
    {
      // The classes are those of the data: a head for others is trained anew.
      for (name, value) in fields where name != "classes" && settings["model." + name] == nil {
        completed["model." + name] = value
      }
    }
    return PartialConfiguration(completed)
  }
}
