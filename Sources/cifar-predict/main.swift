import CIFARCommands

PredictCommand.runMain()
