import ArgumentParsing
import Datasets
import Images

/// How much of a data set is taken.
package struct LimitOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      "Take at most this many images of each class of a split, the first ones in the order of the data.",
      valueName: "count", defaultText: "all"), constraint: .atLeast(1))
  package var limit: Int?
}

/// How pictures that cannot be read are met, as every command that reads a data set takes it.
package struct ReadingOptions: ParsableArguments {
  package init() {}

  @Flag(help: "Go on without pictures that cannot be read, and record which they are.")
  package var skipUnreadable = false
  @OptionGroup package var amount: LimitOptions
}

extension Console {
  /// What a data set was found to hold that its user may not expect.
  package func note(_ source: DataSource) { source.notes.forEach(note) }

  /// Which pictures were left out because they cannot be read.
  package func note(unreadable images: ImageSet) { images.provenance.unreadableLines.forEach(note) }
}

extension ImageSet.Provenance {
  /// What is said of images that were left out because they cannot be read; nothing where there are none.
  package var unreadableLines: [String] {
    guard let unreadable else { return [] }
    let rest = unreadable.count > 20 ? ["… and \(unreadable.count - 20) more"] : []
    return unreadable.prefix(20).map(\.reason) + rest
      + ["left out \(unreadable.count == 1 ? "1 image that" : "\(unreadable.count) images that") cannot be read"]
  }
}
