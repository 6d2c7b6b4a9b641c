import Support
import TestSupport
import Testing

struct ShellTextTests {
  @Test(arguments: ["runs/a-1", "", "my run", "it's", "$HOME", "a;b", "ü/x", "*", "a\\b", "~x", "\"q\"", "a\nb"])
  func aShellReadsTheWordBack(_ word: String) throws {
    let result = try Program(path: "/bin/sh").run(["-c", "printf %s " + ShellText.word(word)])
    #expect(result.output == word)
  }

  @Test func plainWordsStayPlain() { #expect(ShellText.word("runs/a-1_b.c") == "runs/a-1_b.c") }
}
