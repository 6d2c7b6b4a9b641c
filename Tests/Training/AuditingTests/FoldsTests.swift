import Auditing
import Testing

@Suite struct FoldsTests {
  @Test func everyImageIsAskedOnceByThoseWhoDidNotLearnIt() {
    let labels = (0..<41).map { $0 % 3 }
    let folds = Folds(labels: labels, leaders: Array(0..<41), classes: 3, count: 4, seed: 7)
    var asked: [Int] = []
    for fold in 0..<4 {
      let part = folds.part(fold)
      #expect(Set(part.train).isDisjoint(with: part.asked) && part.train.count + part.asked.count == 41)
      // Classes of 14, 14 and 13 images give each fold three or four.
      for label in 0..<3 { #expect((3...4).contains(part.asked.count { labels[$0] == label })) }
      asked += part.asked
    }
    #expect(asked.sorted() == Array(0..<41) && folds.used == Array(0..<41) && folds.leftOut.isEmpty)
  }

  @Test func duplicatesStayTogether() {
    var leaders = Array(0..<40)
    for copy in [9, 17, 33] { leaders[copy] = 4 }
    let folds = Folds(labels: (0..<40).map { $0 % 2 }, leaders: leaders, classes: 2, count: 4, seed: 0)
    let home = folds.assignment[4]
    #expect(home != nil && [9, 17, 33].allSatisfy { folds.assignment[$0] == home })
  }

  @Test func classesWithTooFewPicturesAreLeftOut() {
    // Class 1 has three pictures, class 2 four images of which two are the same; class 3 is empty.
    let labels = [Int](repeating: 0, count: 8) + [1, 1, 1] + [2, 2, 2, 2]
    var leaders = Array(0..<15)
    leaders[14] = 13
    let folds = Folds(labels: labels, leaders: leaders, classes: 4, count: 4, seed: 0)
    #expect(folds.leftOut == [1, 2] && folds.used == Array(0..<8))
  }

  @Test func theSeedDecides() {
    func assignment(_ seed: UInt64) -> [Int?] {
      Folds(labels: [Int](repeating: 0, count: 30), leaders: Array(0..<30), classes: 1, count: 3, seed: seed)
        .assignment
    }
    #expect(assignment(1) == assignment(1) && assignment(1) != assignment(2))
  }
}
