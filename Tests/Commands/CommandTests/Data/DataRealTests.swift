import Foundation
import Images
import Support
import TestSupport
import Testing

/// Published images, in the folder that the environment names.
@Suite(.enabled(if: RealData.isAvailable, "set CIFARKIT_REAL_DATA to the folder with the real archives"))
struct DataRealTests {
  @Test func describesTheRealVehicles() throws {
    let folder = try TemporaryFolder()
    let archive = try RealData.url("cifar-100-binary-bicycle-motorcycle.tar.gz").path
    let result = try cifarData(
      "info", archive, "--classes", "bicycle,motorcycle", "--grid", folder.file("grid.png"))
    #expect(result.output.hasPrefix("CIFAR-100 (binary) in \(archive)\n1,000 training images and 100 test images "))
    #expect(rows(result.output).contains(["0", "bicycle", "500", "50"]))
    #expect(rows(result.output).contains(["1", "motorcycle", "500", "50"]))
    let grid = try ImageDecoder.decode(folder.read("grid.png"), name: "grid.png")
    #expect(grid.width == 982 && grid.height == 198)
    let verified = try cifarData("verify", archive)
    #expect(verified.status == 0 && verified.output.contains("1100 images in 2 files (a shorter sample, or own data)"))
  }

  /// From the archive into the other form: the same images.
  @Test func packsRealImages() throws {
    let folder = try TemporaryFolder()
    let archive = try RealData.url("cifar-10-binary-sample.tar.gz").path
    let packed = try JSONObject(
      cifarData("pack", archive, "--classes", "cat,dog", "--output", folder.file("pets"), "--json").output)
    let original = try JSONObject(cifarData("info", archive, "--classes", "cat,dog", "--json").output)
    #expect(packed.flag("isSynthetic") == false && packed.texts("classNames") == ["cat", "dog"])
    #expect(
      packed.objects("splits").map { $0["perClass"] as? [Int] }
        == original.objects("splits").map { $0["perClass"] as? [Int] })
    #expect(packed.fields["statistics"] as? [String: [Double]] == original.fields["statistics"] as? [String: [Double]])
  }

  @Test func aTruncatedArchiveIsRefused() throws {
    let folder = try TemporaryFolder()
    let whole = try Data(contentsOf: RealData.url("cifar-100-binary-bicycle-motorcycle.tar.gz"))
    try folder.write(Array(whole.prefix(1_000_000)), to: "short.tar.gz")
    expectFailure(
      try cifarData("verify", "short.tar.gz", folder: folder), .malformedInput,
      "'short.tar.gz': byte 1000000: expected more compressed data, found the end of the file",
      hint: "the copy was interrupted, or the packing: copy or pack it again")
  }
}
