import TestSupport
import Testing

/// bash is there on every machine that builds this package.
struct BashCompletionTests {
  private static let bench = Result {
    try CompletionBench(Program(path: "/bin/bash"), kind: "bash") { $0 }
  }

  /// Calls the function as bash does: the line's words in `COMP_WORDS`, broken at = and : like those of readline.
  private static let script = """
    source "$COMPLETIONS/$1"
    line=$2 COMP_WORDS=() COMP_WORDBREAKS=$' \\t\\n=:'
    for word in $line; do
      while [[ $word == *[=:]* ]]; do
        before=${word%%[=:]*}
        [[ -n $before ]] && COMP_WORDS+=("$before")
        word=${word#"$before"}
        COMP_WORDS+=("${word:0:1}")
        word=${word:1}
      done
      [[ -n $word ]] && COMP_WORDS+=("$word")
    done
    [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _${1//-/_}
    printf '%s\\n' "${COMPREPLY[@]}"
    """

  private static func offers(_ line: String, program: String) throws -> Program.Result {
    let bench = try bench.get()
    return try bench.run(
      ["--norc", "-c", script, "bash", program, line], environment: ["COMPLETIONS": bench.folder.file("completions")])
  }

  @Test(arguments: CompletionCase.all) func offersWhatIsPossible(_ sample: CompletionCase) throws {
    let result = try Self.offers(sample.line, program: sample.program)
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(CompletionBench.plain(result.output) == sample.offers)
  }

  /// readline replaces only what stands behind the last colon.
  @Test(arguments: [("synthetic:", ["shapes", "vehicles"]), ("synthetic:ve", ["vehicles"])])
  func colons(_ word: String, _ offers: [String]) throws {
    let result = try Self.offers("cifar-train --data \(word)", program: "cifar-train")
    #expect(CompletionBench.plain(result.output) == offers)
  }

  /// Without a place for an argument an empty word gets the options.
  @Test func anEmptyWord() throws {
    let result = try Self.offers("cifar-train ", program: "cifar-train")
    let words = CompletionBench.plain(result.output)
    #expect(words.contains("--epochs") && words.contains("-q") && words.contains("--version"))
    #expect(words.allSatisfy { $0.hasPrefix("-") })
  }

  /// In a real terminal: the shell inserts what is the only possibility.
  @Test(.enabled(if: Program.installed("script") != nil, "no script(1)")) func inATerminal() throws {
    let bench = try Self.bench.get()
    let script = try #require(Program.installed("script"))
    let commands = """
      source '\(bench.folder.file("completions"))/cifar-train'
      cifar-train() { printf 'got <%s>\\n' "$@"; }
      cifar-train --prec\tmi\t--output with\t

      exit

      """
    let result = try script.run(
      ["-qec", "bash --norc --noprofile -i", "/dev/null"], environment: ["TERM": "xterm", "PS1": "$ "],
      input: commands, folder: bench.folder.file("here"), timeout: 30)
    for word in ["--precision", "mixed", "--output", "with space/"] {
      #expect(result.output.contains("got <\(word)>"), "\(result.output)")
    }
  }
}
