import Foundation
import Reports
import TestSupport
import Testing

/// Opens the page in a real browser. Skipped, with a note, where there is none.
@Suite(.serialized, .enabled(if: Browser.path != nil, "no chromium: install the package 'chromium' to run these"))
struct BrowserTests {
  @Test(arguments: [SampleReport.bicycles, .hundred], [1280, 390])
  func opensWithoutComplaintAndFitsTheWindow(sample: SampleReport, width: Int) throws {
    let look = try Browser.look(at: ReportPage(sample.content()).html(), width: width)
    #expect(look.width == width)
    #expect(look.contentWidth <= width, "the page scrolls sideways")
    #expect(look.contentHeight > 2000)
    #expect(look.requests == [])
    #expect(look.complaints == [])
    #expect(look.screenshot.starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func longNamesDoNotMakeThePageScrollSideways() throws {
    let sample = SampleReport(classNames: hostileNames, images: 330, skill: 4)
    var content = try sample.content()
    content.provenance = Provenance(facts: hostileNames.map { .init($0, $0) }, configuration: hostileNames[8])
    let look = try Browser.look(at: ReportPage(content).html(), width: 390)
    #expect(look.contentWidth <= 390)
    #expect(look.complaints == [])
  }

  /// What makes the tests above worth something.
  @Test func noticesWhatIsWrong() throws {
    let look = try Browser.look(
      at: "<!DOCTYPE html><body style=\"margin:0\"><div style=\"width:500px\">x</div>"
        + "<img src=\"http://127.0.0.1:1/x.png\"><script>console.error('told')</script></body>", width: 390)
    #expect(look.contentWidth == 500)
    #expect(look.requests == ["http://127.0.0.1:1/x.png"])
    #expect(look.complaints.contains { $0.contains("told") })
  }
}
