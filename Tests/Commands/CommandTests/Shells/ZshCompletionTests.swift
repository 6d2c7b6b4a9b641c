import TestSupport
import Testing

@Suite(.enabled(if: Program.installed("zsh") != nil, "no zsh: install the package 'zsh' to run these"))
struct ZshCompletionTests {
  /// Completion works in line editors only: a zsh in a terminal of its own types each line and a tab, and writes down
  /// what the completion hands to the editor.
  private static let script = """
    zmodload zsh/zpty
    export CAPTURED=$PWD/../captured
    zpty shell zsh -f -i
    zpty -w shell 'PS1= PS2= RPS1=; unsetopt beep; fpath=('$COMPLETIONS' $fpath); autoload -Uz compinit; compinit -u -D'
    zpty -w shell 'compadd() {
      if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
      local -a found; builtin compadd -A found "$@"; print -rl -- $found >> $CAPTURED; builtin compadd "$@"
    }'
    zpty -w shell 'finished() { : > $CAPTURED.end }; setup() { comppostfuncs=(finished) }; precmd_functions+=(setup)'
    zpty -w shell 'bindkey "^I" complete-word; bindkey "^U" kill-whole-line; : > $CAPTURED.ready'
    waitFor() { repeat 1000; do [[ -e $1 ]] && return; zpty -r -t shell ignored; sleep 0.01; done; print -u2 "no $1" }
    waitFor $CAPTURED.ready
    : > $CAPTURED
    zpty -w -n shell "$1"$'\\t'
    waitFor $CAPTURED.end
    cat $CAPTURED
    zpty -d shell
    """

  @Test(arguments: CompletionCase.all) func offersWhatIsPossible(_ sample: CompletionCase) throws {
    let zsh = try #require(Program.installed("zsh"))
    let bench = try CompletionBench(zsh, kind: "zsh") { "_" + $0 }
    let result = try bench.run(
      ["-f", "-c", Self.script, "zsh", sample.line],
      environment: ["COMPLETIONS": bench.folder.file("completions"), "TERM": "xterm"])
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(CompletionBench.plain(result.output) == sample.offers)
  }
}
