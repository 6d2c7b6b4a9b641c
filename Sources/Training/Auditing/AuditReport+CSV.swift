import Support

extension AuditReport {
  /// The findings as comma-separated values (RFC 4180): a row per image and finding.
  ///
  /// Columns: `finding,kind,group,split,index,name,class,suggestedClass,similarity,margin,robustDeviations`. A cell
  /// that does not apply is empty: duplicates have a similarity, suspected labels a normalised margin, outliers their
  /// distance from the median in robust deviations, which flat images lack.
  package func csv() -> String {
    var table = CSVTable([
      "finding", "kind", "group", "split", "index", "name", "class", "suggestedClass", "similarity", "margin",
      "robustDeviations",
    ])
    func add(
      _ finding: String, _ kind: String, _ image: ImageReference, group: Int? = nil, suggested: String = "",
      similarity: Double? = nil, margin: Double? = nil, deviations: Double? = nil
    ) {
      table.add([
        finding, kind, group.map(String.init) ?? "", image.split.rawValue, "\(image.index)", image.name ?? "",
        image.className, suggested, similarity.map { "\($0)" } ?? "", margin.map { "\($0)" } ?? "",
        deviations.map { "\($0)" } ?? "",
      ])
    }
    for (number, group) in duplicates.enumerated() {
      for member in group.members {
        add(
          "duplicate", group.isExact ? "exact" : "near", member.image, group: number + 1,
          similarity: member.similarity)
      }
    }
    for suspect in labels?.suspects ?? [] {
      add("label", "suspect", suspect.image, suggested: suspect.suggestedClass, margin: suspect.margin)
    }
    for outlier in outliers { add("outlier", outlier.reason.rawValue, outlier.image, deviations: outlier.score) }
    return table.text
  }
}
