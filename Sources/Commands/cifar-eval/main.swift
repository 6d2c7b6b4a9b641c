EvalCommand.runMain()
