import TestSupport
import Testing

/// A line with the cursor at its end, and what every shell must offer there.
struct CompletionCase: Sendable, CustomTestStringConvertible {
  let line: String
  let offers: [String]
  var testDescription: String { line }

  init(_ line: String, _ offers: [String]) { (self.line, self.offers) = (line, offers) }

  var program: String { String(line.prefix { $0 != " " }) }

  static let all = [
    CompletionCase("cifar-train --pre", ["--precision"]),
    CompletionCase("cifar-train --precision ", ["fast", "fp32", "mixed"]),
    CompletionCase("cifar-train --precision=m", ["mixed"]),
    CompletionCase("cifar-train --model resnet1", ["resnet110", "resnet18"]),
    CompletionCase("cifar-train --quiet --qu", []),
    CompletionCase("cifar-train -q --qu", []),
    CompletionCase("cifar-train --epochs=3 --epo", []),
    CompletionCase("cifar-train --epochs 3 --ep", ["--epsilon"]),
    CompletionCase("cifar-train --no-aug", ["--no-augment"]),
    CompletionCase("cifar-train --no-augment --aug", []),
    CompletionCase("cifar-train --classes a,b --cla", ["--classes"]),
    CompletionCase("cifar-train --output ", ["runs", "with space"]),
    CompletionCase("cifar-train --output ru", ["runs"]),
    CompletionCase("cifar-train --config ", ["config.json", "runs", "with space"]),
    CompletionCase("cifar-train --data synthetic", ["synthetic:shapes", "synthetic:vehicles"]),
    CompletionCase("cifar-train --gener", []),
    CompletionCase("cifar-predict --weights runs co", ["config.json"]),
    CompletionCase("cifar-data ve", ["verify"]),
    CompletionCase("cifar-data --ver", ["--version"]),
    CompletionCase("cifar-data download ", ["cifar-10", "cifar-100"]),
    CompletionCase("cifar-data list --fo", ["--folder"]),
    CompletionCase("cifar-data verify --fo", []),
    CompletionCase("cifar-data info --split=te", ["test"]),
    CompletionCase("cifar-data audit --fail-on out", ["outliers"]),
    CompletionCase("cifar-data audit --fail-on labels,out", ["outliers"]),
    CompletionCase("cifar-bench lay", ["layers"]),
  ]
}

/// A folder with the completion of every program for one shell, and things to complete paths with.
struct CompletionBench {
  let folder: TemporaryFolder
  let shell: Program

  /// - Parameter file: the name of a program's file.
  init(_ shell: Program, kind: String, file: (String) -> String) throws {
    (self.shell, folder) = (shell, try TemporaryFolder())
    for name in ["cifar-train", "cifar-predict", "cifar-data", "cifar-bench"] {
      let result = try Program(name).run(["--generate", kind])
      try folder.write(result.output, to: "completions/" + file(name))
    }
    for name in ["runs/.keep", "with space/.keep", "config.json"] { try folder.write("", to: "here/" + name) }
  }

  /// Runs a script in the folder whose paths are to be completed.
  func run(_ arguments: [String], environment: [String: String?] = [:]) throws -> Program.Result {
    try shell.run(
      arguments, environment: environment.merging(["LC_ALL": "C.UTF-8"]) { first, _ in first },
      folder: folder.file("here"))
  }

  /// What was offered: folders without a slash, values without what stands before them in their word.
  static func plain(_ output: String) -> [String] {
    let words = output.split(separator: "\n").map { line in
      let line = line.filter { $0 != "\\" }
      var word = line.hasSuffix("/") ? line.dropLast() : line[...]
      if word.hasPrefix("--"), let sign = word.firstIndex(of: "=") { word = word[sign...].dropFirst() }
      if let comma = word.lastIndex(of: ",") { word = word[comma...].dropFirst() }
      return String(word)
    }
    return Set(words).sorted()
  }
}
