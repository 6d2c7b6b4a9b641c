// swift-tools-version: 6.2
import PackageDescription

// Every Swift target: warnings are errors, and unsafe constructs must be marked where they stand.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .strictMemorySafety()]

/// A group of targets, `Sources/FLOOR/TARGET` with tests in `Tests/FLOOR/TARGETTests`. Arrows lead down, from the
/// floors at the end of this file to those at its beginning, or sideways within one.
struct Floor {
  let name: String
  init(_ name: String) { self.name = name }

  func system(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(
      name: name, path: "Sources/\(self.name)/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
  }
  func c(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
      name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)",
      cSettings: [.treatAllWarnings(as: .error)])
  }
  func target(
    _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
  ) -> Target {
    .target(
      name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)", swiftSettings: settings)
  }
  func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)", swiftSettings: strict)
  }
  func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
      name: name + "Tests", dependencies: [.target(name: name)] + dependencies,
      path: "Tests/\(self.name)/\(name)Tests", exclude: exclude, swiftSettings: strict)
  }
}

// The machine: system libraries, C kernels, C where Swift cannot go.
let system = Floor("System")
let systemTargets: [Target] = [
  system.system("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-dev"),
  system.system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
  system.system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
  system.system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
  system.system("CLibpng", pkgConfig: "libpng", apt: "libpng-dev"),
  system.system("CLibjpeg", pkgConfig: "libjpeg", apt: "libjpeg62-turbo-dev"),
  system.system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
  system.c("CCurlShims", ["CCurl"]),
  system.c("CShims"),
  system.c("CKernels"),
  system.c("CImageCodecs", ["CLibjpeg", "CLibpng", "CZlib"]),
]

// What every program needs: failures, files, digests, JSON, the terminal, threads, command lines.
let foundations = Floor("Foundations")
let foundationTargets: [Target] = [
  foundations.target("Support", ["CCrypto", "CShims"]),
  foundations.tests("Support", ["TestSupport"]),
  foundations.target("Parallel", []),
  foundations.tests("Parallel", []),
  foundations.target("ArgumentParsing", ["Support"]),
  foundations.tests("ArgumentParsing", ["Support", "TestSupport"]),
  foundations.target("Archives", ["CArchive", "CZlib", "Support"]),
  foundations.tests("Archives", ["TestSupport"]),
  foundations.target("HTTPClient", ["CCurlShims", "CCurl", "Support"]),
  foundations.tests("HTTPClient", ["Support", "TestSupport"]),
]

// Numbers: memory and threads, tensors, graphs, networks, optimizers.
let engine = Floor("Engine")
let engineTargets: [Target] = [
  // The one target with raw pointers throughout: marking each of them would only be noise.
  engine.target("Kernels", ["CKernels", "COpenBLAS"], settings: [.treatAllWarnings(as: .error)]),
  engine.tests("Kernels", []),
  engine.target("Tensors", []),
  engine.tests("Tensors", [], exclude: ["Fixtures"]),
  engine.target("Autodiff", ["Tensors", "Kernels"]),
  engine.target("OperationCases", ["Autodiff", "Tensors", "Kernels"]),
  engine.tests("Autodiff", ["OperationCases", "Tensors", "Kernels"]),
  engine.target("Models", ["Autodiff", "Kernels", "Tensors", "Support"]),
  engine.tests(
    "Models", ["Autodiff", "Tensors", "Kernels", "Optimizers", "Serialization"], exclude: ["Fixtures"]),
  engine.target("Optimizers", ["Autodiff", "Kernels", "Tensors"]),
  engine.tests("Optimizers", ["Autodiff", "Kernels", "Tensors"], exclude: ["Fixtures"]),
]

// Images: values, decoding, data sets, augmentation.
let data = Floor("Data")
let dataTargets: [Target] = [
  data.target("Images", ["CImageCodecs", "Tensors", "Support"]),
  data.tests("Images", ["Support", "TestSupport"], exclude: ["Fixtures"]),
  data.target("SyntheticImages", ["Images", "Tensors", "Parallel"]),
  data.tests("SyntheticImages", ["Images", "TestSupport"]),
  data.target("Datasets", ["SyntheticImages", "Images", "Tensors", "Parallel", "Archives", "Support"]),
  data.tests("Datasets", ["SyntheticImages", "Images", "Tensors", "Archives", "Support", "TestSupport"]),
]

// Files of weights and states.
let weights = Floor("Weights")
let weightsTargets: [Target] = [
  weights.target("Serialization", ["Tensors", "Support"]),
  weights.tests("Serialization", ["Tensors", "Support", "TestSupport"], exclude: ["Fixtures"]),
]

// A trained model's answers.
let predicting = Floor("Predicting")
let predictingTargets: [Target] = [
  predicting.target(
    "Inference", ["Models", "Autodiff", "Tensors", "Kernels", "Serialization", "Images", "Parallel", "Support"]),
  predicting.tests(
    "Inference", ["Models", "Images", "Kernels", "Serialization", "Tensors", "Support", "TestSupport"]),
]

// How good answers are, and how that is shown.
let judging = Floor("Judging")
let judgingTargets: [Target] = [
  judging.target("Evaluation", ["Serialization", "Tensors", "Support"]),
  judging.tests("Evaluation", ["Serialization", "Support"], exclude: ["Fixtures"]),
  judging.target("Reports", ["Evaluation", "Serialization", "Images", "Tensors", "Support"]),
  judging.tests("Reports", ["Evaluation", "Serialization", "Images", "Tensors", "Support", "TestSupport"]),
  judging.target(
    "ModelReports", ["Reports", "Evaluation", "Inference", "Serialization", "Images", "Kernels", "Support"]),
]

// Runs that make weights, and the check of a data set, which trains too.
let training = Floor("Training")
let trainingTargets: [Target] = [
  training.target(
    "Training",
    [
      "Models", "Autodiff", "Kernels", "Optimizers", "Images", "Datasets", "Serialization", "Inference", "Evaluation",
      "Tensors", "Support",
    ]),
  training.tests(
    "Training",
    [
      "Inference", "Models", "SyntheticImages", "Images", "Datasets", "Serialization", "Optimizers", "Autodiff",
      "Kernels", "Tensors", "Support", "TestSupport",
    ], exclude: ["Fixtures"]),
  training.target(
    "Auditing",
    [
      "Training", "Evaluation", "Models", "Inference", "Optimizers", "Images", "Datasets", "Kernels", "Tensors",
      "Parallel", "Support",
    ]),
  training.tests("Auditing", ["Datasets", "Images", "Kernels", "Tensors", "Support"], exclude: ["Fixtures"]),
]

// Programs: parse, call one job, print.
let commands = Floor("Commands")
let commandTargets: [Target] = [
  // What several programs share: groups of options, what they say, the files they write.
  commands.target(
    "CommandSupport", ["ArgumentParsing", "Inference", "Serialization", "Datasets", "Images", "Kernels", "Support"]),
  commands.program(
    "cifar-train",
    [
      "CommandSupport", "ArgumentParsing", "Training", "ModelReports", "Evaluation", "Inference", "Serialization",
      "Datasets", "Images", "Optimizers", "Models", "Kernels", "Support",
    ]),
  commands.program("cifar-runs", ["CommandSupport", "ArgumentParsing", "Training", "Support"]),
  commands.program(
    "cifar-eval",
    [
      "CommandSupport", "ArgumentParsing", "Training", "ModelReports", "Reports", "Evaluation", "Inference", "Datasets",
      "Images", "Kernels", "Tensors", "Support",
    ]),
  commands.program(
    "cifar-predict", ["CommandSupport", "ArgumentParsing", "Inference", "Datasets", "Images", "Support"]),
  commands.program(
    "cifar-data",
    [
      "CommandSupport", "ArgumentParsing", "HTTPClient", "Auditing", "Datasets", "SyntheticImages", "Images", "Support",
    ]),
  commands.program(
    "cifar-bench",
    [
      "CommandSupport", "ArgumentParsing", "Training", "Datasets", "Optimizers", "OperationCases", "Models", "Autodiff",
      "Kernels", "Tensors", "Support",
    ]),
  // The programs are run, not imported: they are named to be built.
  .testTarget(
    name: "CommandTests",
    dependencies: [
      "cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench", "Tensors", "Support",
      "Datasets", "SyntheticImages", "Images", "Serialization", "Inference", "Models", "Kernels", "TestSupport",
    ],
    path: "Tests/Commands/CommandTests", exclude: ["Help"], swiftSettings: strict),
]

let package = Package(
  name: "CIFARKit",
  products: [
    // What users of the library import: answers about pictures; runs that make weights.
    .library(name: "Inference", targets: ["Inference", "Support"]),
    .library(
      name: "Training",
      targets: ["Training", "Datasets", "Images", "Models", "Optimizers", "Kernels", "Serialization", "Inference"]),
    .executable(name: "cifar-train", targets: ["cifar-train"]),
    .executable(name: "cifar-runs", targets: ["cifar-runs"]),
    .executable(name: "cifar-eval", targets: ["cifar-eval"]),
    .executable(name: "cifar-predict", targets: ["cifar-predict"]),
    .executable(name: "cifar-data", targets: ["cifar-data"]),
    .executable(name: "cifar-bench", targets: ["cifar-bench"]),
  ],
  targets: systemTargets + foundationTargets + engineTargets + dataTargets + weightsTargets + predictingTargets
    + judgingTargets + trainingTargets + commandTargets + [
      .target(
        name: "TestSupport", dependencies: ["Images", "Tensors", "CArchive"], path: "Tests/TestSupport",
        swiftSettings: strict)
    ]
)
