TrainCommand.runMain()
