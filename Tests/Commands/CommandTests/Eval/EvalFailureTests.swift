import Foundation
import Serialization
import TestSupport
import Testing

/// Every way in which `cifar-eval` refuses: the exact message and the exit status.
extension EvalTests {
  private func expect(
    _ arguments: [String], status: Int32, _ message: String, hint: String?, folder: String = EvalFixture.repository,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try fixture.program.run(arguments, folder: folder)
    let expected = "cifar-eval: error: \(message)\n" + (hint.map { "  hint: \($0)\n" } ?? "")
    #expect(result.errorOutput == expected, sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(result.status == status, sourceLocation: sourceLocation)
  }

  private func file(_ name: String) -> String { fixture.folder.file(name) }

  @Test func weightsAreNotNamed() throws {
    try expect(
      [], status: 66, "--weights is not given, and no finished run lies below 'runs'",
      hint: "train one with cifar-train, or name a run's folder or a weights file with --weights", folder: file("run"))
  }

  @Test func weightsAreMissing() throws {
    try expect(
      ["--weights", file("absent/x.safetensors")], status: 66,
      "cannot read '\(file("absent/x.safetensors"))': no such file or folder", hint: "check the path")
  }

  @Test func folderIsNoRun() throws {
    try fixture.folder.write("", to: "no-run/notes.txt")
    try expect(
      ["--weights", file("no-run")], status: 66,
      "'\(file("no-run"))': expected a run's folder with best.safetensors, found no such file in it",
      hint: "give the folder that cifar-train wrote, or a .safetensors file")
  }

  @Test func folderHoldsRuns() throws {
    try fixture.folder.write("", to: "runs/first/best.safetensors")
    try expect(
      ["--weights", file("runs")], status: 66,
      "'\(file("runs"))': expected a run's folder with best.safetensors, found no such file in it",
      hint: "there are runs inside: \(file("runs/first"))")
  }

  @Test func runIsUnfinished() throws {
    try fixture.folder.write("", to: "started/checkpoint.safetensors")
    try expect(
      ["--weights", file("started")], status: 66,
      "'\(file("started"))': expected a run's folder with best.safetensors, found no such file in it",
      hint: "the run has not finished an epoch; go on with cifar-train --resume")
  }

  @Test func weightsAreTruncated() throws {
    let whole = try fixture.folder.read("run/best.safetensors")
    let path = try fixture.folder.write(Array(whole.dropLast(100)), to: "truncated.safetensors")
    try expect(
      ["--weights", path], status: 65,
      "'\(path)': tensors need a file of \(whole.count) bytes, found \(whole.count - 100) (truncated)",
      hint: "the file was cut short: copy or download it again")
  }

  @Test func modelIsUnknown() throws {
    let path = try fixture.changed("unknown.safetensors") { $0.model = "resnet21" }
    try expect(
      ["--weights", path], status: 65, "'\(path)': unknown model 'resnet21'",
      hint: "the file belongs to another model or was changed; use the weights of a finished run")
  }

  @Test func tensorIsMissing() throws {
    let path = try fixture.changed("incomplete.safetensors", tensors: { $0.filter { $0.name != "fc.bias" } })
    try expect(
      ["--weights", path], status: 65, "'\(path)': the tensor 'fc.bias' of the model is not in the file",
      hint: "the file belongs to another model or was changed; use the weights of a finished run")
  }

  @Test func modelTakesGreyImages() throws {
    let path = try fixture.changed("grey.safetensors") {
      ($0.input.channels, $0.mean, $0.std) = (1, [0.5], [0.5])
    }
    try expect(
      ["--weights", path], status: 65,
      "'\(path)': expected a model for square images with 3 channels, found one for 32x32 pixels with 1",
      hint: "this program cannot evaluate it")
  }

  @Test func weightsAreNotNumbers() throws {
    let path = try fixture.changed(
      "nan.safetensors",
      tensors: { tensors in
        tensors.map { $0.name == "fc.bias" ? NamedTensor($0.name, [2], .floats([.nan, 0])) : $0 }
      })
    try expect(
      ["--weights", path], status: 65, "record 0: expected finite logits, found NaN or infinity",
      hint: "the weights are damaged or training diverged")
  }

  @Test func dataHaveOtherClasses() throws {
    try expect(
      ["--weights", fixture.run, "--data", "synthetic:shapes"], status: 78,
      "'synthetic:shapes': expected the model's classes bicycle and motorcycle, "
        + "found circle, square, triangle, star, cross and heart",
      hint: "choose data with the model's classes, or name some of them with --classes")
  }

  @Test func chosenClassesAreNotTheModels() throws {
    try expect(
      ["--weights", fixture.run, "--classes", "bicycle,bus"], status: 78,
      "'data/synthetic-sample': expected the model's classes bicycle and motorcycle, found bicycle and bus",
      hint: "choose data with the model's classes, or name some of them with --classes")
  }

  @Test func dataAreGone() throws {
    try expect(
      ["--weights", fixture.run], status: 66,
      "the images the model was trained on are not there: 'data/synthetic-sample'",
      hint: "if they lie elsewhere, or the run was started in another folder, say where with --data",
      folder: fixture.folder.path)
  }

  @Test(arguments: ["{}", "no JSON", #"{"data": {"source": 3}}"#])
  func recipeIsMissing(recipe: String) throws {
    let path = try fixture.changed("recipe-\(recipe.count).safetensors") { $0.provenance.recipe = recipe }
    try expect(
      ["--weights", path], status: 78, "'\(path)': does not say which images the model was trained on",
      hint: "name images with --data")
    try expect(
      ["--weights", path, "--data", EvalFixture.sample, "--split", "validation"], status: 78,
      "'\(path)': does not say which training images were held back for validation",
      hint: "use --split test, or --split train for all training images")
  }

  @Test func validationOfOtherData() throws {
    try expect(
      ["--weights", fixture.run, "--data", "synthetic:vehicles", "--split", "validation"], status: 78,
      "--split validation: the images of 'synthetic vehicles drawn by this program, train split, seed 0' "
        + "are not those the model was trained on",
      hint: "leave --data out, or use --split test or --split train")
  }

  @Test func dataWereChanged() throws {
    let path = try fixture.changed("changed.safetensors") { $0.mean[0] += 0.01 }
    for split in ["validation", "train"] {
      try expect(
        ["--weights", path, "--split", split], status: 78,
        "--split \(split): the images of 'data/synthetic-sample/cifar-100-binary' "
          + "are not those the model was trained on",
        hint: "they were changed since the training; put them back, or use --split test")
    }
  }

  @Test func validationIsEmpty() throws {
    let path = try fixture.changed("unsplit.safetensors") {
      $0.provenance.recipe = $0.provenance.recipe.replacingOccurrences(
        of: #""validation":0.2"#, with: #""validation":0"#)
    }
    try expect(
      ["--weights", path, "--split", "validation"], status: 78, "'\(path)': the run held no images back for validation",
      hint: "use --split test, or --split train for the images it was trained on")
  }

  @Test func splitIsEmpty() throws {
    // Apples only: the model's classes do not occur.
    var record = [UInt8](repeating: 0, count: 3074)
    record[1] = 0
    try fixture.folder.write(record, to: "apples/test.bin")
    try expect(
      ["--weights", fixture.run, "--data", file("apples")], status: 66,
      "'\(file("apples"))': no test images of the model's classes",
      hint: "choose another split or other data; `cifar-data info` counts the images of every class")
  }

  /// Said before the images are read, let alone judged.
  @Test(arguments: ["--json", "--csv"]) func reportCannotBeWritten(option: String) throws {
    try expect(
      ["--weights", fixture.run, "--data", "absent", option, file("nowhere/report")], status: 73,
      "cannot create '\(file("nowhere/report"))': the folder it should lie in does not exist",
      hint: "check that the folder exists and that you may write there, or choose another path")
  }

  @Test func reportsShareAFile() throws {
    try expect(
      ["--weights", fixture.run, "--json", "out", "--csv", "out"], status: 64,
      "--json and --csv name the same file: 'out'", hint: "give each its own")
  }

  @Test func rankIsTooLarge() throws {
    try expect(
      ["--weights", fixture.run, "--data", "absent", "--top-k", "1,3"], status: 64,
      "--top-k: expected 1 to 2, the model's number of classes, found 3",
      hint: "every image is right when all classes count; choose a smaller number")
  }

  @Test(arguments: [
    ("--top-k", "0", "a whole number of at least 1"), ("--threshold", "1.5", "a number from 0 to 1"),
    ("--threshold", "nan", "a number from 0 to 1"), ("--batch-size", "0", "a whole number from 1 to 4096"),
    ("--tta", "rotate", "one of 'none', 'flip' or 'shift'"),
    ("--split", "all", "one of 'train', 'validation' or 'test'"),
  ])
  func valueIsImpossible(option: String, value: String, expected: String) throws {
    try expect(
      ["--weights", fixture.run, option, value], status: 64,
      "option '\(option)': expected \(expected), found '\(value)'",
      hint: "see 'cifar-eval --help'")
  }
}
