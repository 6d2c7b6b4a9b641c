import CIFARCommands

BenchCommand.runMain()
