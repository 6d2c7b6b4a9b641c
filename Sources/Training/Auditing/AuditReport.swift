import Datasets
import Images
import Support

/// What an audit found. The names of the JSON form are explained in docs/audit.md.
package struct AuditReport: Sendable, Codable, Equatable {
  package struct SplitCount: Sendable, Codable, Equatable {
    package let split: Split
    package let images: Int
  }

  /// A label that the images themselves contradict.
  package struct LabelSuspect: Sendable, Codable, Equatable {
    package let image: ImageReference
    /// The class that the cross-validated networks see.
    package let suggestedClass: String
    /// Normalised margin: 0 is a label contradicted with certainty, 1 one confirmed.
    package let margin: Double
    /// Probability of the label.
    package let confidence: Double
  }

  /// The check of the labels.
  package struct LabelCheck: Sendable, Codable, Equatable {
    package let model: String
    package let folds: Int
    package let epochs: Int
    package let seed: UInt64
    /// Images that were checked.
    package let images: Int
    /// Fraction of these whose label is the networks' first answer.
    package let crossValidatedAccuracy: Double
    /// `nil` where the networks know the set too little, see `evidence`.
    package let estimatedErrors: Double?
    package let evidence: LabelEvidence
    /// Mean confidence of each class, in label order; `nil` for classes without checked images.
    package let thresholds: [Double?]
    /// [label, confident class]
    package let confidentJoint: [[Int]]
    /// Classes with too few images to be checked.
    package let uncheckedClasses: [String]
    /// Most suspicious first.
    package let suspects: [LabelSuspect]
  }

  /// Version of this form.
  package let format: Int
  package let dataSummary: String
  package let isSynthetic: Bool
  package let splits: [SplitCount]
  package let classNames: [String]
  package let duplicates: [DuplicateGroup]
  /// `nil` if the labels were not checked; `labelNote` says why.
  package let labels: LabelCheck?
  package let labelNote: String?
  package let outliers: [Outlier]
  /// Pictures that cannot be read, which the rest of the audit leaves out; `nil` for none.
  package let unreadable: [UnreadableImage]?

  package var images: Int { splits.reduce(0) { $0 + $1.images } }
}

/// What can make an audit fail.
package enum AuditConcern: String, Sendable, Codable, CaseIterable {
  case duplicates, leaks, conflicts, labels, outliers, unreadable
}

extension AuditReport {
  /// Findings of a kind: groups of images, or images.
  package func count(_ concern: AuditConcern) -> Int {
    switch concern {
    case .duplicates: duplicates.count
    case .leaks: duplicates.count { $0.leaks }
    case .conflicts: duplicates.count { $0.hasLabelConflict }
    // Of networks that know the set too little nothing follows.
    case .labels: labels.map { $0.evidence.isEnough ? $0.suspects.count : 0 } ?? 0
    case .outliers: outliers.count
    case .unreadable: unreadable?.count ?? 0
    }
  }
}
