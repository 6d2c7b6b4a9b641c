import CIFARCommands

DataCommand.runMain()
