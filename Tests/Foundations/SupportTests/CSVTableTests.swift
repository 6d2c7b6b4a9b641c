import Support
import Testing

@Suite struct CSVTableTests {
  @Test(arguments: [
    (["a", "b"], "a,b\n"), (["", ""], ",\n"), (["a,b", "c"], "\"a,b\",c\n"), (["say \"no\""], "\"say \"\"no\"\"\"\n"),
    (["two\nlines", "back\r"], "\"two\nlines\",\"back\r\"\n"), (["two\r\nlines"], "\"two\r\nlines\"\n"),
    (["größer 1 %"], "größer 1 %\n"),
  ]) func quotesWhatNeedsIt(cells: [String], line: String) {
    #expect(CSVTable.row(cells) == line)
  }

  @Test func rowsFollowTheHeader() {
    var table = CSVTable(["x", "y"])
    table.add(["1", "2"])
    #expect(table.text == "x,y\n1,2\n")
  }
}
