import Auditing
import Support
import Testing

@Suite struct AuditReportTests {
  /// One group of two copies, one suspect, two outliers.
  static let text = """
    {"format": 1, "dataSummary": "planted", "isSynthetic": true, "splits": [{"split": "train", "images": 3}],
     "classNames": ["cat", "dog"],
     "duplicates": [{"isExact": true, "splits": ["train", "test"], "classNames": ["cat"], "members": [
       {"image": {"split": "train", "index": 0, "name": "cat/\\"a\\",1.png", "className": "cat", "position": 0},
        "similarity": 1, "isMirrored": false},
       {"image": {"split": "test", "index": 0, "className": "cat", "position": 3}, "similarity": 1,
        "isMirrored": false}]}],
     "labels": {"model": "resnet20", "folds": 4, "epochs": 5, "seed": 0, "images": 3, "crossValidatedAccuracy": 0.5,
       "estimatedErrors": 1, "evidence": {"undoubted": 2, "confirmed": 2, "confirmedAtLeast": 0.96, "needed": 0.95,
         "isEnough": true}, "thresholds": [0.5, null], "confidentJoint": [[1, 1], [0, 0]], "uncheckedClasses": [],
       "suspects": [{"image": {"split": "train", "index": 2, "className": "cat", "position": 2},
         "suggestedClass": "dog", "margin": 0.25, "confidence": 0.125}]},
     "outliers": [
       {"image": {"split": "train", "index": 1, "className": "cat", "position": 1}, "reason": "flat", "value": 0.01},
       {"image": {"split": "train", "index": 2, "className": "cat", "position": 2}, "reason": "bright", "value": 0.9,
        "score": 4.5}]}
    """

  @Test func csvHasARowPerImageAndFinding() throws {
    let report = try JSONText.decode(AuditReport.self, from: Self.text)
    #expect(
      report.csv() == """
        finding,kind,group,split,index,name,class,suggestedClass,similarity,margin,robustDeviations
        duplicate,exact,1,train,0,"cat/""a"",1.png",cat,,1.0,,
        duplicate,exact,1,test,0,,cat,,1.0,,
        label,suspect,,train,2,,cat,dog,,0.25,
        outlier,flat,,train,1,,cat,,,,
        outlier,bright,,train,2,,cat,,,,4.5

        """)
  }

  @Test func jsonComesBack() throws {
    let report = try JSONText.decode(AuditReport.self, from: Self.text)
    let text = try JSONText.encode(report)
    #expect(try JSONText.decode(AuditReport.self, from: text) == report)
    #expect(text.contains("\"leaks\" : true") && text.contains("\"hasLabelConflict\" : false"))
  }

  /// Suspects of networks that know the set too little are no findings.
  @Test func suspectsCountOnlyWhereTheyHold() throws {
    let weak = Self.text.replacing("\"isEnough\": true", with: "\"isEnough\": false")
    let report = try JSONText.decode(AuditReport.self, from: weak)
    #expect(report.count(.labels) == 0 && report.count(.outliers) == 2)
  }

  @Test(arguments: [
    (AuditConcern.duplicates, 1), (.leaks, 1), (.conflicts, 0), (.labels, 1), (.outliers, 2),
  ]) func concernsAreCounted(_ concern: AuditConcern, _ count: Int) throws {
    #expect(try JSONText.decode(AuditReport.self, from: Self.text).count(concern) == count)
  }
}
