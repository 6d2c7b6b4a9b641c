BenchCommand.runMain()
