import Datasets
import Images
import Support

/// What an audit found. The names of the JSON form are explained in docs/audit.md.
public struct AuditReport: Sendable, Codable, Equatable {
  public struct SplitCount: Sendable, Codable, Equatable {
    public let split: Split
    public let images: Int
  }

  /// A label that the images themselves contradict.
  public struct LabelSuspect: Sendable, Codable, Equatable {
    public let image: ImageReference
    /// The class that the cross-validated networks see.
    public let suggestedClass: String
    /// Normalised margin: 0 is a label contradicted with certainty, 1 one confirmed.
    public let margin: Double
    /// Probability of the label.
    public let confidence: Double
  }

  /// The check of the labels.
  public struct LabelCheck: Sendable, Codable, Equatable {
    public let model: String
    public let folds: Int
    public let epochs: Int
    public let seed: UInt64
    /// Images that were checked.
    public let images: Int
    /// Share of these whose label is the networks' first answer.
    public let crossValidatedAccuracy: Double
    public let estimatedErrors: Double
    /// Mean confidence of each class, in label order; `nil` for classes without checked images.
    public let thresholds: [Double?]
    /// [label, confident class]
    public let confidentJoint: [[Int]]
    /// Classes with too few images to be checked.
    public let uncheckedClasses: [String]
    /// Most suspicious first.
    public let suspects: [LabelSuspect]
  }

  /// Version of this form.
  public let format: Int
  public let dataSummary: String
  public let isSynthetic: Bool
  public let splits: [SplitCount]
  public let classNames: [String]
  public let duplicates: [DuplicateGroup]
  /// `nil` if the labels were not checked; `labelNote` says why.
  public let labels: LabelCheck?
  public let labelNote: String?
  public let outliers: [Outlier]

  public var images: Int { splits.reduce(0) { $0 + $1.images } }
}

/// What can make an audit fail.
public enum AuditConcern: String, Sendable, Codable, CaseIterable {
  case duplicates, leaks, conflicts, labels, outliers
}

extension AuditReport {
  /// Findings of a kind: groups of images, or images.
  public func count(_ concern: AuditConcern) -> Int {
    switch concern {
    case .duplicates: duplicates.count
    case .leaks: duplicates.count { $0.leaks }
    case .conflicts: duplicates.count { $0.hasLabelConflict }
    case .labels: labels?.suspects.count ?? 0
    case .outliers: outliers.count
    }
  }
}
