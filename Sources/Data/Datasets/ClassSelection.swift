import Images
import Support

/// A choice of classes by name that cannot be made.
package enum ClassSelectionFailure: Failure, Equatable {
  case unknown(name: String, nearest: String?, classes: [String])
  case twice(name: String)
  case none
  /// The class is known, but no image has it.
  case noImages(name: String, source: String)

  package var message: String {
    switch self {
    case .unknown(let name, _, let classes):
      "unknown class \(name.quoted): expected one of \(classes.listed(limit: 12))"
    case .twice(let name): "the class \(name.quoted) is given twice"
    case .none: "no class is given"
    case .noImages(let name, let source): "'\(source)': the class \(name.quoted) has no images"
    }
  }
  package var hint: String? {
    switch self {
    case .unknown(_, let nearest?, _): "did you mean \(nearest.quoted)?"
    case .unknown: "`cifar-data info` lists the classes of a data set"
    case .twice: "name every class once"
    case .none: "name the classes with commas between them, such as --classes bicycle,motorcycle"
    case .noImages: "choose other classes, or other data; `cifar-data info` counts the images of every class"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .unknown, .twice, .none: .usage
    case .noImages: .malformedInput
    }
  }
}

/// Classes chosen by name: class i of the result is the i-th name.
struct ClassSelection {
  let names: [String]
  /// For each old class its new label, or `nil` where the class is left out.
  let newLabels: [Int?]

  init(_ chosen: [String], from classNames: [String]) throws(ClassSelectionFailure) {
    if chosen.isEmpty { throw .none }
    var newLabels = [Int?](repeating: nil, count: classNames.count)
    for (label, name) in chosen.enumerated() {
      guard let old = classNames.firstIndex(of: name) else {
        throw .unknown(name: name, nearest: Support.nearest(to: name, in: classNames), classes: classNames)
      }
      if newLabels[old] != nil { throw .twice(name: name) }
      newLabels[old] = label
    }
    (self.names, self.newLabels) = (chosen, newLabels)
  }
}

extension ImageSet {
  /// The images of some classes in their old order; class i of the result is the i-th name.
  ///
  /// - Throws: `ClassSelectionFailure` for a name that is unknown or given twice and for a class without images.
  package func selecting(classes: [String]) throws(ClassSelectionFailure) -> ImageSet {
    let selection = try ClassSelection(classes, from: classNames)
    let kept = labels.indices.filter { selection.newLabels[labels[$0]] != nil }
    let newLabels = kept.compactMap { selection.newLabels[labels[$0]] }
    var provenance = provenance
    provenance.summary += ", \(classes.count == 1 ? "class" : "classes") \(classes.listed())"
    let present = Set(newLabels)
    for (label, name) in classes.enumerated() where !present.contains(label) {
      throw .noImages(name: name, source: self.provenance.path ?? self.provenance.summary)
    }
    let chosen = subset(kept)
    return ImageSet(
      height: height, width: width, pixels: chosen.pixels, labels: newLabels, classNames: classes, names: chosen.names,
      provenance: provenance)
  }
}
