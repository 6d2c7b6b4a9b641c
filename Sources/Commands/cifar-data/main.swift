DataCommand.runMain()
