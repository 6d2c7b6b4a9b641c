import Support

extension AuditReport {
  /// The findings as comma-separated values (RFC 4180): a row per image and finding.
  ///
  /// Columns: `finding,kind,group,split,index,name,class,suggestedClass,score`. The score is the similarity of
  /// duplicates, the normalised margin of labels, and for outliers the robust score, which flat images lack.
  package func csv() -> String {
    var table = CSVTable([
      "finding", "kind", "group", "split", "index", "name", "class", "suggestedClass", "score",
    ])
    func add(
      _ finding: String, _ kind: String, _ image: ImageReference, group: Int? = nil, suggested: String = "",
      score: Double?
    ) {
      table.add([
        finding, kind, group.map(String.init) ?? "", image.split.rawValue, "\(image.index)", image.name ?? "",
        image.className, suggested, score.map { "\($0)" } ?? "",
      ])
    }
    for (number, group) in duplicates.enumerated() {
      for member in group.members {
        add("duplicate", group.isExact ? "exact" : "near", member.image, group: number + 1, score: member.similarity)
      }
    }
    for suspect in labels?.suspects ?? [] {
      add("label", "suspect", suspect.image, suggested: suspect.suggestedClass, score: suspect.margin)
    }
    for outlier in outliers { add("outlier", outlier.reason.rawValue, outlier.image, score: outlier.score) }
    return table.text
  }
}
