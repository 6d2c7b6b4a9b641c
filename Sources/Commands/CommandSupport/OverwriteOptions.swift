import ArgumentParsing

/// What becomes of outputs that are there already: they are refused, unless they are to be replaced. The same for every
/// command that writes.
package struct OverwriteOptions: ParsableArguments {
  package init() {}

  @Flag(help: "Replace outputs that are there already; without it they are refused.")
  package var overwrite = false
}

/// Trying a command out.
package struct DryRunOptions: ParsableArguments {
  package init() {}

  @Flag(help: "Read and check everything and say what would be done, but write nothing.")
  package var dryRun = false
}
