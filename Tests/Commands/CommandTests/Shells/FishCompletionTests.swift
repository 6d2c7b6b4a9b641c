import TestSupport
import Testing

@Suite(.enabled(if: Program.installed("fish") != nil, "no fish: install the package 'fish' to run these"))
struct FishCompletionTests {
  private static let bench = Result {
    try CompletionBench(try #require(Program.installed("fish")), kind: "fish") { $0 + ".fish" }
  }

  @Test(arguments: CompletionCase.all) func offersWhatIsPossible(_ sample: CompletionCase) throws {
    let bench = try Self.bench.get()
    let file = bench.folder.file("completions/\(sample.program).fish")
    let home = bench.folder.file("home")
    let result = try bench.run(
      ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, sample.line],
      environment: ["HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home])
    #expect(result.status == 0 && result.errorOutput == "")
    // What is offered, a tab, what it is.
    let words = result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(CompletionBench.plain(words.joined(separator: "\n")) == sample.offers)
  }
}
