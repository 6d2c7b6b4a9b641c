// swift-tools-version: 6.2
import PackageDescription

// A package as a user of the library would write it; with an address in place of the path.
let package = Package(
  name: "Example",
  dependencies: [.package(name: "CIFARKit", path: "../..")],
  targets: [
    .executableTarget(
      name: "example",
      dependencies: [
        .product(name: "Inference", package: "CIFARKit"), .product(name: "Training", package: "CIFARKit"),
      ],
      path: "Sources")
  ]
)
