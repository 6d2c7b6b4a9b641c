import Kernels

/// What the inference programs of one network share, one for each batch shape: an arena, since only one of them runs at
/// a time, and what was made of the parameters for an algorithm, which does not depend on the number of images.
package final class InferenceMemory {
  private struct Key: Hashable {
    let parameters: [ParameterID]
    let preparation: Preparation
  }

  private var arena = Memory(count: 0)
  private var regions: [Key: Region] = [:]
  /// The prepared regions that are up to date.
  private var current: Set<ObjectIdentifier> = []
  /// Counts the states of the parameters, from 1.
  private(set) var version = 1

  package init() {}

  /// Floats of the arena. Programs that were planned before it grew keep the smaller one that they were given.
  package var arenaCount: Int { arena.count }

  func arena(atLeast count: Int) -> Memory {
    if arena.count < count { arena = Memory(count: count) }
    return arena
  }

  /// The place of what is made of some parameters, the same for every program that makes the same of them.
  func prepared(_ preparation: Preparation, of parameters: [ParameterID]) -> Region {
    let key = Key(parameters: parameters, preparation: preparation)
    if let region = regions[key] { return region }
    let region = Memory(count: preparation.count).region
    regions[key] = region
    return region
  }

  /// Calls `prepare`, which fills the region, unless a program has done so since the parameters changed.
  func prepareOnce(_ region: Region, _ prepare: () -> Void) {
    if current.insert(region.owner).inserted { prepare() }
  }

  /// Says that parameters or running statistics have changed.
  package func parametersChanged() {
    version += 1
    current = []
  }
}
