import Foundation
import TestSupport
import Testing

/// `make install`, without the building before it, into a folder of the test.
struct InstallTests {
  private static let programs = [
    "cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench",
  ]

  private func make(_ target: String, into folder: String) throws {
    let built = URL(fileURLWithPath: try Program("cifar-train").path).deletingLastPathComponent().path
    let result = try Program(path: "/bin/sh").run(
      [
        "-c", "make -C \"$1\" \(target) DESTDIR=\"$2\" PREFIX=/usr BIN=\"$3\"", "sh", Repository.path(""), folder,
        built,
      ])
    #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
  }

  private func files(below folder: TemporaryFolder) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    var isFolder: ObjCBool = false
    return paths.filter { path in
      unsafe FileManager.default.fileExists(atPath: folder.file(path), isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  @Test func placesAndRemovesExactlyItsFiles() throws {
    let folder = try TemporaryFolder()
    // Nothing is there to remove.
    try make("uninstall", into: folder.path)
    #expect(try folder.names() == [])
    // A file of another package, with the folder it lies in.
    try folder.write("", to: "usr/share/man/man1/other.1")
    try make("place", into: folder.path)
    let expected = Self.programs.flatMap { name in
      [
        "usr/bin/\(name)", "usr/share/man/man1/\(name).1", "usr/share/bash-completion/completions/\(name)",
        "usr/share/zsh/site-functions/_\(name)", "usr/share/fish/vendor_completions.d/\(name).fish",
      ]
    }
    #expect(files(below: folder) == (expected + ["usr/share/man/man1/other.1"]).sorted())
    let version = try Program(path: folder.file("usr/bin/cifar-train")).run(["--version"])
    #expect(version.status == 0)
    #expect(try folder.text("usr/share/man/man1/cifar-data.1").hasPrefix(".TH \"CIFAR\\-DATA\" 1 "))
    try make("uninstall", into: folder.path)
    #expect(files(below: folder) == ["usr/share/man/man1/other.1"])
  }
}
