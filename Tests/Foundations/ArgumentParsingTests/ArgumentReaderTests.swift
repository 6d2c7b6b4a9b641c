import ArgumentParsing
import Testing

struct ArgumentReaderTests {
  @Test func defaultsStandWhenNothingIsGiven() throws {
    let command = try SampleTrain.parse([])
    #expect(command.epochs == 30)
    #expect(command.learningRate == nil)
    #expect(command.schedule == .oneCycle)
    #expect(command.clip == nil)
    #expect(command.milestones == [])
    #expect(command.seed == 1)
    #expect(command.augment)
    #expect(command.average == nil)
    #expect(!command.quiet)
    #expect(command.extras == [])
    #expect(command.data.data == nil)
    #expect(command.data.classes == nil)
  }

  @Test(arguments: [["--epochs", "7"], ["--epochs=7"], ["-e", "7"], ["-e7"], ["-e=7"], ["-qe7"], ["-qe", "7"]])
  func allSpellingsOfAnOptionMeanTheSame(words: [String]) throws {
    let command = try SampleTrain.parse(words)
    #expect(command.epochs == 7)
    #expect(command.quiet == (words[0].hasPrefix("-q")))
  }

  @Test func everyTypeIsRead() throws {
    let command = try SampleTrain.parse([
      "--lr", "1e-3", "--schedule", "step", "--clip=.5", "--milestones", "10,20", "--milestones", "30", "--seed",
      "18446744073709551615", "--data", "a folder", "--classes", "bicycle, motorcycle",
    ])
    #expect(command.learningRate == 0.001)
    #expect(command.schedule == .step)
    #expect(command.clip == 0.5)
    #expect(command.milestones == [10, 20, 30])
    #expect(command.seed == .max)
    #expect(command.data.data == "a folder")
    #expect(command.data.classes == ["bicycle", "motorcycle"])
  }

  @Test func flagsSwitchBothWays() throws {
    #expect(try SampleTrain.parse(["--augment"]).augment == true)
    #expect(try SampleTrain.parse(["--no-augment"]).augment == false)
    #expect(try SampleTrain.parse(["--average"]).average == true)
    #expect(try SampleTrain.parse(["--no-average"]).average == false)
    #expect(try SampleTrain.parse(["-q"]).quiet)
  }

  @Test func argumentsMayStandAnywhere() throws {
    let command = try SampleTrain.parse(["one", "--epochs", "2", "-", "-q", "--", "--epochs", "-v"])
    #expect(command.extras == ["one", "-", "--epochs", "-v"])
    #expect(command.epochs == 2 && command.quiet && !command.verbose)
  }

  @Test func negativeNumbersAreValuesAndArguments() throws {
    #expect(try SampleTrain.parse(["--secret", "-1.5e-3"]).secret == -0.0015)
    #expect(try SampleTrain.parse(["--secret", "-.5"]).secret == -0.5)
    #expect(try SampleTrain.parse(["-3", "-.5"]).extras == ["-3", "-.5"])
  }

  @Test func aValueWithAHyphenNeedsAnEqualsSign() throws {
    #expect(try SampleTrain.parse(["--data=-folder"]).data.data == "-folder")
    #expect(try SampleTrain.parse(["--data=a=b"]).data.data == "a=b")
  }

  @Test func aCopyKeepsItsOwnValues() throws {
    let original = try SampleTrain.parse(["--epochs", "5"])
    var copy = original
    copy.epochs = 6
    #expect(original.epochs == 5 && copy.epochs == 6)
  }

  @Test func commandsAreReadAfresh() throws {
    _ = try SampleTrain.parse(["--epochs", "5", "--quiet", "--classes", "a"])
    #expect(try SampleTrain.parse([]).epochs == 30)
    #expect(try SampleTrain.parse([]).data.classes == nil)
  }
}
