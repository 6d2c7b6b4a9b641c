import CommandSupport
import Datasets
import Evaluation
import Images
import ModelReports
import Reports
import Support

/// The files a report goes to.
struct ReportFiles {
  private let json: OutputFile?
  private let csv: OutputFile?
  private let mistakes: OutputFile?
  private let html: OutputFile?
  private let markdown: OutputFile?
  private let montage: OutputFile?
  private let sagemaker: OutputFile?
  private let rekognition: OutputFile?
  private let charts: String?
  /// The folder that links in the Markdown report start from.
  private let markdownFolder: String

  /// Throws if a file or the folder of the charts cannot be created.
  init(_ options: ReportOptions) throws {
    func open(_ path: String?) throws -> OutputFile? {
      try path.map { try OutputFile($0, replacing: options.overwriting.overwrite) }
    }
    (json, csv) = (try open(options.json), try open(options.csv))
    (html, markdown) = (try open(options.html), try open(options.markdown))
    (sagemaker, rekognition) = (try open(options.sagemaker), try open(options.rekognition))
    (montage, mistakes) = (try open(options.montage), try open(options.mistakesCsv))
    charts = options.svg
    if let charts {
      try Self.checkCharts(charts, replacing: options.overwriting.overwrite)
      try FileSystem.createFolder(charts)
      // Not written: only to know that it could be.
      _ = try AtomicFileWriter(path: FileSystem.path(charts, "chart.svg"))
    }
    let path = options.markdown ?? OutputPath.standardOutput
    markdownFolder = path == OutputPath.standardOutput ? "." : FileSystem.folder(of: path)
  }

  /// Throws where `init` would; creates nothing.
  static func check(_ options: ReportOptions) throws {
    let replacing = options.overwriting.overwrite
    for (option, path) in options.outputs.given where option != "svg" {
      try OutputPath.check(path, replacing: replacing)
    }
    if let charts = options.svg {
      try FileSystem.checkFolder(charts)
      try checkCharts(charts, replacing: replacing)
    }
  }

  /// Which charts there will be shows only with the figures.
  private static func checkCharts(_ folder: String, replacing: Bool) throws {
    guard !replacing, FileSystem.isFolder(folder) else { return }
    if let chart = try FileSystem.names(in: folder).first(where: { $0.hasSuffix(".svg") }) {
      throw FileFailure.exists(path: FileSystem.path(folder, chart))
    }
  }

  /// Whether standard output is taken, so that no tables may go there.
  var usesStandardOutput: Bool {
    [json, csv, mistakes, html, markdown, sagemaker, rekognition].contains { $0?.isStandardOutput == true }
  }

  /// Whether more is wanted than figures: pictures and what they come from.
  var wantsPage: Bool { html != nil || markdown != nil || charts != nil || wantsPictures }
  /// Whether pictures of the mistakes are wanted.
  var wantsPictures: Bool { html != nil || montage != nil }

  /// Figures as JSON and CSV.
  func write(_ report: EvaluationReport) throws {
    if let json { try json.write(report.json()) }
    if let csv { try csv.write(report.csv()) }
  }

  /// The mistakes with the places of their images, which are looked for only then.
  func write(_ predictions: Predictions, _ places: () throws -> ImagePlaces) throws {
    if let mistakes { try mistakes.write(MistakeTable(predictions, places()).text) }
  }

  /// The report to look at. Returns what the user should know about it.
  func write(_ content: ReportContent) throws -> String? {
    if html != nil || markdown != nil || charts != nil {
      let page = try ReportPage(content)
      if let charts {
        for chart in page.charts {
          try AtomicFile.write(chart.svg(about: page.subject), to: FileSystem.path(charts, chart.name + ".svg"))
        }
      }
      if let html { try html.write(page.html()) }
      if let markdown {
        let folder = charts.map { OutputPath.relative(from: markdownFolder, to: $0) }
        try markdown.write(page.markdown(chartFolder: folder))
      }
    }
    guard let montage else { return nil }
    guard let image = try Montage().image(content.mistakes) else { return "no mistakes: no montage was written" }
    try montage.write(image.encodePNG())
    return nil
  }

  /// The figures in the forms of other services.
  func write(_ predictions: Predictions, weights: String, time: ReportTime) throws {
    if let sagemaker { try sagemaker.write(SageMakerQuality(predictions).json()) }
    if let rekognition {
      try rekognition.write(
        RekognitionSummary(predictions, endTimestamp: time.compact, projectVersion: weights).json())
    }
  }
}
