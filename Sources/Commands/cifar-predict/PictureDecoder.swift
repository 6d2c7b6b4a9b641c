import Datasets
import Images
import Parallel
import Support

/// Makes pictures of a model's size of whatever the command line names.
struct PictureDecoder {
  private let inputs: PredictionInputs
  private let imageSize: Int
  private let threads: Int

  /// - Parameter threads: how many files are read at a time, which bounds the memory that large ones take.
  init(_ inputs: PredictionInputs, imageSize: Int, threads: Int) {
    (self.inputs, self.imageSize, self.threads) = (inputs, imageSize, threads)
  }

  /// Each picture, or one line that says why there is none; in the order of the items.
  func decode(_ range: Range<Int>) -> [PictureOrReason] {
    Parallel.map(range.count, threads: threads) { decode(inputs.items[range.lowerBound + $0]) }
  }

  private func decode(_ item: PredictionInput) -> PictureOrReason {
    do {
      switch item.content {
      case .file(let path): return .picture(try ImageFile.image(at: path, size: imageSize))
      case .bytes(let bytes):
        return .picture(try ImageFile.image(from: bytes, name: "standard input", size: imageSize))
      case .record(let set, let index): return .picture(inputs.sets[set].image(index))
      }
    } catch {
      return .reason((error as? any Failure)?.message ?? "\(item.name): \(error)")
    }
  }
}

enum PictureOrReason: Sendable {
  case picture(Image)
  case reason(String)

  var picture: Image? {
    if case .picture(let picture) = self { picture } else { nil }
  }
}
