/// Takes the arguments of another type into a command, so that several commands can share them.
///
///     @OptionGroup(title: "Data") var data: DataOptions
@propertyWrapper
package struct OptionGroup<Group: ParsableArguments>: GroupSource {
  let title: String?
  private let cell: Cell<Group>

  /// - Parameter title: the heading in help; `nil` puts the arguments under the heading of the others.
  package init(title: String? = nil) {
    self.title = title
    cell = Cell(Group())
  }

  package init(wrappedValue: Group, title: String? = nil) {
    self.title = title
    cell = Cell(wrappedValue)
  }

  package var wrappedValue: Group {
    get { cell.value ?? Group() }
    nonmutating set { cell.value = newValue }
  }

  var contents: any ParsableArguments { wrappedValue }

  func validate() throws {
    var group = wrappedValue
    try validateAll(&group)
    wrappedValue = group
  }
}

/// A property wrapper that stands for several arguments.
protocol GroupSource {
  var title: String? { get }
  var contents: any ParsableArguments { get }
  func validate() throws
}

/// Checks the groups inside first, then the arguments as a whole.
func validateAll<Arguments: ParsableArguments>(_ arguments: inout Arguments) throws {
  for child in Mirror(reflecting: arguments).children {
    if let group = child.value as? any GroupSource { try group.validate() }
  }
  try arguments.validate()
}
