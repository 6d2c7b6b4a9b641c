import TestSupport
import Testing

/// The pages as the formatters see them.
struct ManPageTests {
  static let programs = ["cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench"]

  private func page(_ program: String) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let result = try Program(program).run(["--generate", "man"])
    #expect(result.status == 0)
    return (folder, try folder.write(result.output, to: "\(program).1"))
  }

  @Test(.enabled(if: Program.installed("groff") != nil, "no groff: install the package 'groff'"), arguments: programs)
  func groffHasNoComplaints(_ program: String) throws {
    let (folder, path) = try page(program)
    let groff = try #require(Program.installed("groff"))
    for device in ["utf8", "ascii"] {
      let result = try groff.run(["-man", "-ww", "-z", "-T\(device)", path], folder: folder.path)
      #expect(result.status == 0 && result.errorOutput == "")
    }
  }

  @Test(.enabled(if: Program.installed("man") != nil, "no man: install the package 'man-db'"), arguments: programs)
  func manShowsIt(_ program: String) throws {
    let (folder, path) = try page(program)
    let man = try #require(Program.installed("man"))
    let result = try man.run(
      ["--warnings", "-P", "cat", "-l", path],
      environment: ["MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANROFFOPT": "-c", "MAN_KEEP_FORMATTING": nil],
      folder: folder.path)
    #expect(result.status == 0 && result.errorOutput == "")
    for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"]
    {
      #expect(result.output.contains("\n\(heading)\n"), "\(heading)")
    }
    // Every option and every command of the help is on the page, as it is typed.
    let help = try Program(program).run(["--help"]).output
    for name in help.matches(of: /\n +(?:-., )?(--[a-z0-9-]+)/).map({ String($0.1) }) {
      #expect(result.output.contains(name), "\(name)")
    }
    let wide = result.output.split(separator: "\n").filter { $0.count > 80 && !$0.contains("cifar-") }
    #expect(wide == [])
  }
}
