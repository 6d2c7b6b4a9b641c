PredictCommand.runMain()
