import Datasets
import Foundation
import Images
import Serialization
import TestSupport
import Testing

/// Which images `cifar-eval` takes, and what it says about them.
extension EvalTests {
  private func context(_ report: [String: Any]) -> [String: Any] { report["context"] as? [String: Any] ?? [:] }

  @Test func validationIsTheRunsOwn() throws {
    let report = try fixture.report(["--split", "validation"])
    let rows = try fixture.folder.text("run/metrics.csv").split(separator: "\n").map { $0.split(separator: ",") }
    let column = try #require(rows[0].firstIndex(of: "validationAccuracy"))
    let best = rows.dropFirst().compactMap { Double($0[column]) }.max()
    #expect((report["accuracy"] as? [String: Any])?["value"] as? Double == best)
    #expect(report["images"] as? Int == 40)
    #expect(context(report)["split"] as? String == "validation")
    let training = try fixture.report(["--split", "train"])
    #expect(training["images"] as? Int == 160)
  }

  @Test func theRunsImagesMayHaveMoved() throws {
    let moved = fixture.folder.file("moved")
    try FileManager.default.copyItem(
      atPath: EvalFixture.repository + "/" + EvalFixture.sample + "/cifar-100-binary", toPath: moved)
    let report = try fixture.report(["--split", "validation", "--data", moved])
    #expect(report["images"] as? Int == 40)
    #expect(try report["confusion"] as? [[Int]] == fixture.report(["--split", "validation"])["confusion"] as? [[Int]])
  }

  @Test func takesTheModelsClassesOfALargerSet() throws {
    let archive = EvalFixture.sample + "/cifar-100-binary"
    let result = try fixture.evaluate("--data", archive)
    #expect(result.status == 0)
    #expect(
      result.errorOutput
        == "cifar-eval: took the model's classes bicycle and motorcycle of the 100 in \(archive)\n")
    #expect(result.output.contains("synthetic images (CIFAR-100 binary format), classes bicycle and motorcycle"))
    let report = try fixture.report(["--data", archive])
    #expect(try report["confusion"] as? [[Int]] == fixture.report([])["confusion"] as? [[Int]])
  }

  @Test func syntheticImagesAreCalledSynthetic() throws {
    let result = try fixture.evaluate("--data", "synthetic:vehicles")
    #expect(result.output.contains("(synthetic: drawn by the program, no photographs)"))
    let report = try fixture.report(["--data", "synthetic:vehicles"])
    #expect(context(report)["isSynthetic"] as? Bool == true)
    #expect(report["images"] as? Int == 200)
  }

  @Test(arguments: [["motorcycle", "bicycle"], ["motorcycle"]])
  func chosenClassesKeepTheModelsLabels(classes: [String]) throws {
    let report = try fixture.report(["--classes", classes.joined(separator: ",")])
    let all = try #require(try fixture.report([])["confusion"] as? [[Int]])
    let expected = classes.count == 2 ? all : [[0, 0], all[1]]
    #expect(report["confusion"] as? [[Int]] == expected)
  }

  /// The sample's test images as files: in folders, and in a list that has numbers for classes.
  private func files() throws -> (root: String, set: ImageSet) {
    let source = try DataSource.open(path: EvalFixture.repository + "/" + EvalFixture.sample)
    return (
      fixture.folder.path, try source.images(split: .test, classes: ["bicycle", "motorcycle"]).subset([0, 1, 2, 3])
    )
  }

  @Test func aFolderWithoutSplitsIsTakenWhole() throws {
    let (root, set) = try files()
    for index in 0..<4 {
      let name = "photos/\(set.classNames[set.labels[index]])/\(index).png"
      try fixture.folder.write(try set.image(index).encodePNG(), to: name)
    }
    // A class the model does not know is left out before it is decoded.
    try fixture.folder.write("no picture", to: "photos/car/0.png")
    let result = try fixture.evaluate("--data", root + "/photos")
    #expect(result.status == 0, "\(result.errorOutput)")
    #expect(
      result.errorOutput == """
        cifar-eval: '\(root)/photos' has no test images: judging all of its images
        cifar-eval: the model was trained on other images: taking all training images, without the run's split

        """)
    #expect(result.output.contains("\nimages    4, train split\n"))
    let missing = try fixture.evaluate("--data", root + "/photos", "--split", "test")
    #expect(missing.status == 66)
    #expect(missing.errorOutput.hasPrefix("cifar-eval: error: '\(root)/photos': has no test images, only train\n"))
  }

  @Test func aListWithNumbersGetsTheModelsNames() throws {
    let (root, set) = try files()
    var rows = ""
    for index in 0..<4 {
      try fixture.folder.write(try set.image(index).encodePNG(), to: "list/\(index).png")
      rows += "\(index)\t\(set.labels[index])\t\(index).png\n"
    }
    try fixture.folder.write(rows, to: "list/test.lst")
    let report = try fixture.report(["--data", root + "/list/test.lst"])
    #expect((report["classes"] as? [[String: Any]])?.map { $0["name"] as? String } == ["bicycle", "motorcycle"])
    let supports = (report["classes"] as? [[String: Any]])?.map { $0["support"] as? Int }
    #expect(supports == [0, 1].map { label in set.labels.count { $0 == label } })

    try fixture.folder.write(rows + "4\t7\t0.png\n", to: "list/test.lst")
    let wrong = try fixture.evaluate("--data", root + "/list/test.lst")
    #expect(wrong.status == 78)
    #expect(
      wrong.errorOutput == """
        cifar-eval: error: '\(root)/list/test.lst': expected labels of the model's 2 classes bicycle and motorcycle, \
        found labels 0 to 7
          hint: the list belongs to another model

        """)
  }
}
