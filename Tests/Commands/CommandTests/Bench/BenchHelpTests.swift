import TestSupport
import Testing

extension BenchProgramTests {
  struct Help {
    @Test(arguments: texts) func theWholeText(_ command: String, _ text: String) throws {
      for option in ["--help", "-h"] {
        let result = try BenchTool.run((command.isEmpty ? [] : [command]) + [option])
        #expect(result.status == 0 && result.errorOutput == "")
        #expect(result.output == text)
      }
    }

    @Test func theVersion() throws {
      let result = try BenchTool.run(["--version"])
      #expect(result.status == 0 && result.output == "cifar-bench 0.1.0\n")
    }

    static let texts = [
      ("", whole), ("step", stepBeginning + network + stepEnd), ("layers", layersBeginning + network + layersEnd),
      ("operations", operations), ("infer", inferBeginning + network + inferEnd),
      ("loader", loaderBeginning + network + loaderEnd), ("errors", errors), ("limits", limits),
    ]

    /// What every command that times a network has in the middle.
    private static let network = """
      Network:
            --model <name>         Architecture: resnet20, resnet32, resnet44, resnet56, resnet110,
                                   resnet18, resnet34, resnet9, airbench, airbench95. (default: resnet20)
            --shortcut <shortcut>  Shortcut of resnet20 … resnet110. (one of: A, B; default: B for these,
                                   as PyTorch code has it)
            --width <factor>       Factor of the network's channels. (default: 1)
            --batch-size <count>   Images per pass. (default: 128)
            --precision <kind>     How convolutions multiply. (one of: fp32, mixed, fast; default: fp32)

      Machine:
            --threads <threads>    Threads to work with; any number gives the same results. (default: all
                                   processors)
            --isa <name>           Instruction set: amx, avx512, avx2 or baseline. Also read from
                                   CIFARKIT_ISA. (default: the best this processor has)


      """

    private static let whole = """
      Measures the speed of the engine on this machine.

      Usage: cifar-bench <command> [options]

      Commands:
        step           Times training steps: forward, loss, backward, SGD with momentum.
        layers         Times every operation of a training step, forward and backward.
        operations     Times every operation that the tests check, forward and backward.
        infer          Times inference: forward passes with running statistics.
        loader         Times the loader: by itself, and how long training waits for it.
        errors         Measures the rounding errors of convolutions and their gradients.
        limits         Measures the machine's own limits: arithmetic and memory.

      Options:
        -h, --help     Print this help.
            --version  Print the version.

      Examples:
        cifar-bench step
            training steps of ResNet-20, batch 128
        cifar-bench step --model resnet18 --threads 1 --json
        cifar-bench infer --batch-size 1
            how long one image takes
        cifar-bench loader
            whether training waits for its images

      See 'cifar-bench <command> --help' for the options of a command.

      """

    private static let stepBeginning = """
      Times training steps: forward, loss, backward, SGD with momentum.

      Usage: cifar-bench step [options]

      GFLOP/s count the multiplications and additions of direct convolutions, once forward and twice
      backward; Winograd needs a quarter of them, so that the share of the processor's own speed can pass
      100 %.


      """

    private static let stepEnd = """
      Options:
            --steps <count>        Steps that are timed, after two that are not. (default: 10)
            --json                 Print one JSON object instead of the lines.
        -h, --help                 Print this help.
            --version              Print the version.

      """

    private static let layersBeginning = """
      Times every operation of a training step, forward and backward.

      Usage: cifar-bench layers [options]

      Speeds count the multiplications and additions of a direct convolution, forward once and backward
      twice (once where the input's gradient is not wanted); Winograd needs a quarter of them, so that it
      can pass the machine's limit (see cifar-bench limits).


      """

    private static let layersEnd = """
      Options:
            --steps <count>        Steps that are timed; medians are shown. (default: 9)
            --json                 Print one JSON object instead of the table.
        -h, --help                 Print this help.
            --version              Print the version.

      """

    private static let operations = """
      Times every operation that the tests check, forward and backward.

      Usage: cifar-bench operations [options]

      The shapes are those of the tests, with as many images (or rows) as asked for: Winograd and lists of
      taps, odd sizes, channels that fill no vector. Speeds are counted as for cifar-bench layers.

      Machine:
            --threads <threads>   Threads to work with; any number gives the same results. (default: all
                                  processors)
            --isa <name>          Instruction set: amx, avx512, avx2 or baseline. Also read from
                                  CIFARKIT_ISA. (default: the best this processor has)

      Options:
            --filter <text>       Only operations whose name contains this.
            --batch-size <count>  Images or rows per pass. (default: 128)
            --precision <kind>    How convolutions multiply. (one of: fp32, mixed, fast; default: fp32)
            --steps <count>       Passes that are timed; medians are shown. (default: 9)
            --json                Print one JSON object instead of the table.
        -h, --help                Print this help.
            --version             Print the version.

      Examples:
        cifar-bench operations --filter pooled --isa avx2
        cifar-bench operations --precision mixed --json

      """

    private static let errors = """
      Measures the rounding errors of convolutions and their gradients.

      Usage: cifar-bench errors [options]

      Relative root-mean-square errors of the networks' convolutions, over 2,000 elements of each result
      that are computed in double precision. Numbers are normal, inputs behind a rectifier.

      Machine:
            --threads <threads>   Threads to work with; any number gives the same results. (default: all
                                  processors)
            --isa <name>          Instruction set: amx, avx512, avx2 or baseline. Also read from
                                  CIFARKIT_ISA. (default: the best this processor has)

      Options:
            --batch-size <count>  Images per pass. (default: 32)
            --precision <kind>    How convolutions multiply. (one of: fp32, mixed, fast; default: fp32)
            --json                Print one JSON object instead of the table.
        -h, --help                Print this help.
            --version             Print the version.

      Examples:
        cifar-bench errors --precision mixed
        cifar-bench errors --isa baseline --json

      """

    private static let inferBeginning = """
      Times inference: forward passes with running statistics.

      Usage: cifar-bench infer [options]


      """

    private static let inferEnd = """
      Options:
            --passes <count>       Passes that are timed, after a tenth as many that are not. (default: as
                                   many as 2 s hold)
            --json                 Print one JSON object instead of the lines.
        -h, --help                 Print this help.
            --version              Print the version.

      Examples:
        cifar-bench infer --model resnet18 --precision mixed
        cifar-bench infer --batch-size 1
            how long one image takes

      """

    private static let loaderBeginning = """
      Times the loader: by itself, and how long training waits for it.

      Usage: cifar-bench loader [options]

      Images are cropped, mirrored and normalised by one thread while the step before is trained on.
      Training should wait for less than 1 % of its time.


      """

    private static let loaderEnd = """
      Options:
            --data <path>          Images, as cifar-train takes them. (default: synthetic:vehicles)
            --steps <count>        Steps that are timed, after two that are not. (default: 50)
            --json                 Print one JSON object instead of the lines.
        -h, --help                 Print this help.
            --version              Print the version.

      Examples:
        cifar-bench loader
        cifar-bench loader --data data/cifar-10-binary.tar.gz --precision mixed

      """

    private static let limits = """
      Measures the machine's own limits: arithmetic and memory.

      Usage: cifar-bench limits [options]

      Machine:
            --threads <threads>  Threads to work with; any number gives the same results. (default: all
                                 processors)
            --isa <name>         Instruction set: amx, avx512, avx2 or baseline. Also read from
                                 CIFARKIT_ISA. (default: the best this processor has)

      Options:
            --json               Print one JSON object instead of the table.
        -h, --help               Print this help.
            --version            Print the version.

      """
  }
}
