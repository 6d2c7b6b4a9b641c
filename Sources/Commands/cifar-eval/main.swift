import CIFARCommands

EvalCommand.runMain()
