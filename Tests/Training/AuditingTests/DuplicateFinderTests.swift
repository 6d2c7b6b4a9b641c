import Auditing
import Datasets
import Images
import Testing

@Suite struct DuplicateFinderTests {
  @Test func differentPicturesAreNoDuplicates() throws {
    #expect(try Planting.duplicates(AuditedImages([(.train, Planting.set(Planting.pictures(150)))])).isEmpty)
  }

  @Test func identicalPixelsAreExact() throws {
    var pictures = Planting.pictures(20)
    pictures.append(pictures[4])
    pictures.append(pictures[4])
    let groups = try Planting.duplicates(AuditedImages([(.train, Planting.set(pictures))]))
    #expect(groups.count == 1 && groups[0].isExact && groups[0].members.map(\.image.index) == [4, 20, 21])
    #expect(groups[0].members.allSatisfy { $0.similarity == 1 && !$0.isMirrored })
    #expect(!groups[0].leaks && !groups[0].hasLabelConflict)
  }

  @Test(arguments: Planting.Change.allCases) func changedCopiesAreFound(_ change: Planting.Change) throws {
    let originals = Planting.pictures(40)
    let groups = try Planting.duplicates(
      AuditedImages([(.train, Planting.set(originals)), (.test, Planting.set(originals.map { change($0) }))]))
    let found = groups.filter {
      $0.members.map(\.image.position) == [$0.members[0].image.position, $0.members[0].image.position + 40]
    }
    // A few drawings are nearly empty scenes; of the others none may be missed, and no group may join two pictures.
    #expect(found.count >= 38, "\(change): \(found.count) of 40")
    #expect(found.count == groups.count && groups.allSatisfy { $0.leaks && !$0.isExact })
    let isMirrored = change == .mirrored || change == .mirroredAndShifted
    #expect(groups.allSatisfy { $0.members[1].isMirrored == isMirrored && $0.members[1].similarity >= 0.8 })
  }

  @Test func labelConflictsAndLeaksComeFirst() throws {
    let p = Planting.pictures(6)
    let train = Planting.set([p[0], p[0], p[1], p[2], p[3], p[4]], labels: [0, 0, 0, 1, 0, 0])
    let test = Planting.set([p[1], p[2], p[5]], labels: [0, 0, 1])
    let groups = try Planting.duplicates(AuditedImages([(.train, train), (.test, test)]))
    #expect(groups.map { $0.members.map(\.image.position) } == [[3, 7], [2, 6], [0, 1]])
    #expect(groups.map(\.hasLabelConflict) == [true, false, false] && groups.map(\.leaks) == [true, true, false])
    #expect(groups[0].classNames == ["cat", "dog"] && groups[0].splits == [.train, .test])
    #expect(groups[0].members.map(\.image.index) == [3, 1])
  }

  @Test func aFilmIsOneGroup() throws {
    let first = Planting.pictures(1)[0]
    let frames = (0..<60).map { step in first.mapped { index, level in level + Double((index + step) % 5) } }
    let groups = try Planting.duplicates(AuditedImages([(.train, Planting.set(frames))]))
    #expect(groups.count == 1 && groups[0].members.count == 60 && !groups[0].isExact)
  }

  @Test func flatImagesMatchOnlyWhenIdentical() throws {
    let grey = Image(width: 32, height: 32, colour: .init(red: 90, green: 90, blue: 90))
    let black = Image(width: 32, height: 32, colour: .black)
    let groups = try Planting.duplicates(AuditedImages([(.train, Planting.set([grey, black, grey]))]))
    #expect(groups.map { $0.members.map(\.image.index) } == [[0, 2]])
  }

  @Test func threadsDoNotMatter() throws {
    let originals = Planting.pictures(30)
    let images = AuditedImages([(.train, Planting.set(originals + originals.map { Planting.Change.noisy($0) }))])
    #expect(try Planting.duplicates(images, threads: 1) == Planting.duplicates(images, threads: 3))
  }

  @Test(arguments: [0, 1, 2]) func fewImages(_ count: Int) throws {
    #expect(try Planting.duplicates(AuditedImages([(.train, Planting.set(Planting.pictures(count)))])).isEmpty)
  }
}
