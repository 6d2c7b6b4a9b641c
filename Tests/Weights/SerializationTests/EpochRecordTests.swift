import Serialization
import Support
import Testing

struct EpochRecordTests {
  private let full = EpochRecord(
    epoch: 3, learningRate: 0.1, trainLoss: 0.5, trainAccuracy: 0.75, validationLoss: 0.625, validationAccuracy: 1,
    imagesPerSecond: 1234.5, seconds: 2, waitSeconds: 0.25)

  @Test func aRowHasAValueForEveryColumn() {
    #expect(full.csv == "3,0.1,0.5,0.75,0.625,1.0,1234.5,2.0,0.25")
    let columns = EpochRecord.header.split(separator: ",")
    #expect(columns.count == 9 && columns.first == "epoch" && columns.last == "waitSeconds")
  }

  @Test func withoutValidationFieldsAreEmpty() {
    var record = full
    (record.validationLoss, record.validationAccuracy) = (nil, nil)
    #expect(record.csv == "3,0.1,0.5,0.75,,,1234.5,2.0,0.25")
  }

  @Test func jsonHasTheNamesOfTheColumns() throws {
    let text = try JSONText.encode(full, layout: .line)
    for column in EpochRecord.header.split(separator: ",") { #expect(text.contains("\"\(column)\":")) }
    #expect(try JSONText.decode(EpochRecord.self, from: text) == full)
  }
}
