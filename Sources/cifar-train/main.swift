import CIFARCommands

TrainCommand.runMain()
