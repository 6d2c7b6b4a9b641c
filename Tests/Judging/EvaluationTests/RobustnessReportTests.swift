import Evaluation
import Testing

@Suite struct RobustnessReportTests {
  @Test func meansAreOverSeveritiesAndThenOverKinds() {
    let noise = RobustnessReport.Corruption(kind: "noise", accuracies: [Proportion(3, of: 4), Proportion(1, of: 4)])
    let blur = RobustnessReport.Corruption(kind: "blur", accuracies: [Proportion(4, of: 4), Proportion(4, of: 4)])
    #expect(noise.meanAccuracy == 0.5 && blur.meanAccuracy == 1)
    let report = RobustnessReport(seed: 0, cleanAccuracy: Proportion(4, of: 4), corruptions: [noise, blur])
    #expect(report.meanAccuracy == 0.75)
  }
}
