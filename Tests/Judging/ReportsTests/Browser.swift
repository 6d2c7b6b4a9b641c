import Foundation
import TestSupport

/// A headless Chromium.
enum Browser {
  /// What a page did in a window of some width.
  struct Look {
    var width = 0
    /// Wider than the window when the page scrolls sideways.
    var contentWidth = 0
    var contentHeight = 0
    /// Addresses that the page loaded or tried to load.
    var requests: [String] = []
    /// What the page wrote to the console: errors, warnings and violations of its policy.
    var complaints: [String] = []
    var screenshot: [UInt8] = []
  }

  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return folders.flatMap { folder in names.map { folder + "/" + $0 } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Shows the page in a frame of the width, so that it is not changed by what measures it.
  static func look(at html: String, width: Int) throws -> Look {
    let folder = try TemporaryFolder()
    try folder.write(html, to: "page.html")
    try folder.write(
      """
      <!DOCTYPE html><body style="margin:0"><iframe id="frame" src="page.html"
      style="display:block;border:0;width:\(width)px;height:1600px"></iframe><pre id="result"></pre><script>
      window.onload = () => {
        const frame = document.getElementById("frame"), root = frame.contentDocument.documentElement;
        document.getElementById("result").textContent = JSON.stringify({
          width: frame.clientWidth, contentWidth: root.scrollWidth, contentHeight: root.scrollHeight,
          requests: frame.contentWindow.performance.getEntriesByType("resource").map(entry => entry.name)
            .filter(name => !name.startsWith("data:")),
        });
      };
      </script></body>
      """, to: "frame.html")
    let log = try run(["--dump-dom", "--window-size=1400,1700"], show: "frame.html", in: folder)
    var look = Look()
    guard let start = log.output.range(of: "<pre id=\"result\">"),
      let end = log.output.range(of: "</pre>", range: start.upperBound..<log.output.endIndex)
    else {
      throw Complaint(description: "no measurements in \(log.output.suffix(500)) \(log.errorOutput.suffix(2000))")
    }
    let json = log.output[start.upperBound..<end.lowerBound].replacing("&amp;", with: "&")
    let measured = try JSONDecoder().decode(Measurements.self, from: Data(json.utf8))
    (look.width, look.contentWidth) = (measured.width, measured.contentWidth)
    (look.contentHeight, look.requests) = (measured.contentHeight, measured.requests)
    look.complaints = log.errorOutput.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") }

    _ = try run(
      ["--screenshot=\(folder.file("page.png"))", "--window-size=\(width),1600"], show: "page.html", in: folder)
    look.screenshot = try folder.read("page.png")
    if let target = ProcessInfo.processInfo.environment["CIFARKIT_SCREENSHOTS"], !target.isEmpty {
      let name = "report-\(width)-\(measured.contentHeight).png"
      try Data(look.screenshot).write(to: URL(fileURLWithPath: target).appendingPathComponent(name))
    }
    return look
  }

  private struct Measurements: Decodable {
    let width, contentWidth, contentHeight: Int
    let requests: [String]
  }
  private struct Complaint: Error, CustomStringConvertible { let description: String }

  private static func run(_ arguments: [String], show page: String, in folder: TemporaryFolder) throws -> Program.Result
  {
    guard let path else { throw Complaint(description: "no browser") }
    let result = try Program(path: path).run(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--enable-logging=stderr",
        "--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files",
        "--user-data-dir=\(folder.file("profile"))",
      ] + arguments + ["file://\(folder.file(page))"], timeout: 60)
    guard result.status == 0 else {
      throw Complaint(description: "the browser ended with \(result.status): \(result.errorOutput.suffix(2000))")
    }
    return result
  }
}
