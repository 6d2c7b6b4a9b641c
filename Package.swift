// swift-tools-version: 6.2
import PackageDescription

// Every Swift target: warnings are errors, and unsafe constructs must be marked where they stand.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .strictMemorySafety()]
let kernelsC: [CSetting] = [.treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}
func program(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["CIFARCommands"], swiftSettings: strict)
}
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, exclude: exclude,
    resources: resources, swiftSettings: strict)
}

let libraries = [
  "Support", "ArgumentParsing", "Kernels", "Tensors", "Autodiff", "Layers", "Models", "Optimizers", "Images",
  "Datasets",
  "Serialization", "Training", "Evaluation", "Inference", "Reports", "Auditing",
]

let package = Package(
  name: "CIFARKit",
  products: [
    .library(name: "CIFARKit", targets: libraries),
    .executable(name: "cifar-train", targets: ["cifar-train"]),
    .executable(name: "cifar-eval", targets: ["cifar-eval"]),
    .executable(name: "cifar-predict", targets: ["cifar-predict"]),
    .executable(name: "cifar-data", targets: ["cifar-data"]),
    .executable(name: "cifar-bench", targets: ["cifar-bench"]),
  ],
  targets: [
    // The machine: system libraries, C kernels, C wrappers.
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibpng", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CShims", dependencies: ["CCurl"], cSettings: kernelsC),
    .target(name: "CKernels", cSettings: kernelsC),
    .target(name: "CImageCodecs", dependencies: ["CLibpng", "CTurboJPEG"], cSettings: kernelsC),

    // Foundations.
    library("Support", ["CCrypto", "CShims"]),
    library("ArgumentParsing", ["Support", "CShims"]),

    // Numbers.
    // The one target with raw pointers throughout: marking each of them would only be noise.
    .target(
      name: "Kernels", dependencies: ["CKernels", "COpenBLAS", "Support"],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    library("Tensors", ["Support"]),
    library("Autodiff", ["Tensors", "Kernels", "Support"]),
    library("OperationCases", ["Autodiff", "Tensors", "Kernels"]),
    library("Layers", ["Autodiff", "Kernels", "Tensors", "Support"]),
    library("Models", ["Layers", "Autodiff", "Kernels", "Tensors", "Support"]),
    library("Optimizers", ["Autodiff", "Kernels", "Support"]),

    // Data.
    library("Images", ["CImageCodecs", "Support"]),
    library("Datasets", ["Images", "Tensors", "Support", "CZlib", "CCurl", "CShims"]),

    // Jobs.
    library("Serialization", ["Tensors", "Support"]),
    library(
      "Inference", ["Models", "Layers", "Autodiff", "Tensors", "Kernels", "Serialization", "Datasets", "Support"]),
    library("Evaluation", ["Tensors", "Support"]),
    library("Reports", ["Evaluation", "Images", "Tensors", "Support"]),
    library(
      "Auditing", ["Models", "Autodiff", "Inference", "Optimizers", "Datasets", "Kernels", "Tensors", "Support"]),
    library(
      "Training",
      [
        "Models", "Layers", "Autodiff", "Kernels", "Optimizers", "Datasets", "Serialization", "Inference", "Evaluation",
        "Tensors", "Support",
      ]),

    // Programs.
    library(
      "CIFARCommands",
      [
        "ArgumentParsing", "Auditing", "Training", "Reports", "Evaluation", "Inference", "Serialization", "Datasets",
        "Images", "Models", "Optimizers", "Layers", "OperationCases", "Autodiff", "Kernels", "Tensors", "Support",
      ]),
    program("cifar-train"),
    program("cifar-eval"),
    program("cifar-predict"),
    program("cifar-data"),
    program("cifar-bench"),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Support", "Tensors"], path: "Tests/TestSupport", swiftSettings: strict),
    tests("Support", []),
    tests("ArgumentParsing", ["Support"]),
    tests("Kernels", ["Support"]),
    tests("Tensors", [], exclude: ["Fixtures"]),
    tests("Autodiff", ["OperationCases", "Tensors", "Kernels"]),
    tests(
      "Models", ["Layers", "Autodiff", "Tensors", "Kernels", "Optimizers", "Serialization"],
      exclude: ["Fixtures"]),
    tests("Optimizers", ["Autodiff", "Kernels", "Tensors"], exclude: ["Fixtures"]),
    tests("Images", ["Support"], exclude: ["Fixtures"]),
    tests("Datasets", ["Images", "Tensors", "Support"]),
    tests("Serialization", ["Tensors", "Support"], exclude: ["Fixtures"]),
    tests("Inference", ["Models", "Datasets", "Kernels", "Serialization", "Tensors", "Support"]),
    tests(
      "Training",
      ["Inference", "Models", "Datasets", "Serialization", "Optimizers", "Autodiff", "Kernels", "Tensors", "Support"]),
    tests("Evaluation", ["Tensors", "Support"], exclude: ["Fixtures"]),
    tests("Reports", ["Evaluation", "Images", "Tensors", "Support"]),
    tests("Auditing", ["Datasets", "Images", "Kernels", "Tensors", "Support"], exclude: ["Fixtures"]),
    tests(
      "CIFARCommands",
      ["Support", "Datasets", "Images", "Serialization", "Inference", "Models", "Kernels", "Tensors"]),
  ]
)
