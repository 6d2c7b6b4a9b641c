RunsCommand.runMain()
