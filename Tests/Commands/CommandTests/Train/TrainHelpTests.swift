import TestSupport
import Testing

extension TrainProgramTests {
  struct Help {
    @Test(arguments: ["--help", "-h"]) func theWholeText(_ option: String) throws {
      let result = try TrainBench().run([option])
      #expect(result.status == 0 && result.errorOutput == "")
      #expect(result.output == Self.text)
    }

    @Test func theVersion() throws {
      let result = try TrainBench().run(["--version"])
      #expect(result.status == 0 && result.output == "cifar-train 0.1.0\n")
    }

    private static let text = """
      Trains an image classifier and saves weights, metrics and a resumable state.

      Usage: cifar-train [options]

      Without options it trains a recipe tuned for the model and the number of images. A stratified part
      of the training images is held back for validation; the weights of the best epoch there are kept.
      Test images are never looked at: that is what cifar-eval does. At the end a report about the
      validation images lies in the run's folder.

      Ctrl-C or SIGTERM saves the state and says how to go on. The same seed gives the same bits on any
      number of threads.

      Data:
            --data <path>                Images: a CIFAR archive (.tar.gz) or folder, a folder with one
                                         folder per class, a list (.lst), or built-in synthetic images
                                         (synthetic:vehicles, synthetic:shapes). (default: CIFAR-100, then
                                         CIFAR-10 under data/, else synthetic:vehicles)
            --classes <names>            Classes to take, which become labels 0, 1, … in this order.
            --label-level <label-level>  Which of CIFAR-100's labels: fine (100 classes) or coarse (20).
                                         (one of: fine, coarse)

      Model and training:
            --recipe <name>              Settings for all that is left out: tuned for the model and the
                                         number of images, or those of a speed run on CIFAR-10, whose
                                         learning rate goes with the batch size. (one of: default,
                                         airbench94, airbench94-muon, airbench95; default: default)
            --model <name>               Architecture: resnet20, resnet32, resnet44, resnet56, resnet110,
                                         resnet18, resnet34, resnet9, airbench, airbench95. (default: by
                                         recipe)
            --shortcut <shortcut>        Shortcut of resnet20 … resnet110: A (padding) or B (projection).
                                         (one of: A, B; default: A)
            --width <factor>             Factor of the network's channels. (default: 1)
            --epochs <count>             Passes over the training images. (default: by recipe)
            --budget <time>              Time for the whole run, such as 90s, 10m or 1h30m: chooses
                                         --width and --epochs, unless they are given, by the speed that is
                                         measured at the start.
            --batch-size <count>         Images per step. (default: by recipe)
            --lr <rate>                  Learning rate: the largest one of the schedule. (default: by
                                         recipe)
            --schedule <kind>            How the learning rate moves. (one of: constant, step, multistep,
                                         cosine, one-cycle, triangle; default: by recipe)
            --lr-step <epochs>           Epochs between two cuts of the learning rate; chooses --schedule
                                         step.
            --lr-milestones <epochs>     Epochs after which the learning rate is cut; chooses --schedule
                                         multistep.
            --lr-gamma <factor>          Factor of each cut. (default: 0.1)
            --warmup-epochs <epochs>     Epochs of linear rise from 0 to the learning rate. (default: 0)
            --momentum <share>           Share of the former step in the next one. (default: by recipe)
            --nesterov / --no-nesterov   Look ahead along the momentum. (default: by recipe)
            --weight-decay <rate>        Pull of the weights towards zero. (default: by recipe)
            --decay-biases / --no-decay-biases
                                         Whether biases decay too. (default: off)
            --decay-norm / --no-decay-norm
                                         Whether batch-norm scale and offset decay too. (default: off)
            --clip-norm <norm>           Largest norm of the gradient. (default: no limit)
            --label-smoothing <share>    Share of the label spread over all classes. (default: by recipe)
            --average-decay <share>      Decay of the moving average of the weights that is validated and
                                         saved; 0 for none. (default: by recipe)
            --validation <share>         Share of the training images held back for validation. (default:
                                         by recipe)
            --tta <kind>                 How validation asks the model: about the image alone, its mirror
                                         image too, or these and both shifted by a pixel. (one of: none,
                                         flip, shift; default: by recipe)
            --patience <epochs>          Stop after so many epochs without a better validation. (default:
                                         never)
            --precision <kind>           How convolutions multiply: in 32 bits, or 16-bit operands summed
                                         in 32 (mixed; fast: larger errors). (one of: fp32, mixed, fast;
                                         default: by recipe)
            --init-from <file>           Weights to start from: fine-tuning.
            --seed <number>              Decides every random number of the run. (default: 0)

      Augmentation:
            --augment / --no-augment     Random crops and flips. (default: on)
            --crop-padding <pixels>      Pixels by which crops are shifted. (default: 4)
            --crop-mode <kind>           What lies outside a shifted image. (one of: reflect, zero;
                                         default: reflect)
            --flip <kind>                Which images are mirrored. (one of: none, random, alternating;
                                         default: random)
            --cutout <pixels>            Side of a square that is blanked out; 0 for none. (default: by
                                         recipe)
            --rotation <degrees>         Largest turn either way. (default: by recipe)
            --zoom <share>               Largest share by which images grow or shrink. (default: by
                                         recipe)
            --mixup <a>                  Blend images and labels in shares drawn from Beta(a, a); 0 for
                                         none. (default: by recipe)
            --cutmix <a>                 Paste rectangles of other images, areas drawn from Beta(a, a); 0
                                         for none. (default: by recipe)

      Run:
            --output <folder>            Folder for the run. (default: a new one under runs/)
            --resume <folder>            Go on with the interrupted run in this folder.
            --config <file>              Settings to start from: the config.json of a run.
            --seeds <count>              Train so many times, with the seed and the ones that follow it,
                                         each in a folder of its own below --output, and report mean,
                                         deviation and interval. Given once more, it goes on after an
                                         interruption.
            --checkpoint-every <epochs>  Epochs between checkpoints. (default: 1)
        -q, --quiet                      Print nothing but errors.
            --json                       Print one JSON object per epoch and one at the end, instead of
                                         the table.

      Machine:
            --threads <threads>          Threads to work with; any number gives the same results.
                                         (default: all processors)
            --isa <name>                 Instruction set: amx, avx512, avx2 or baseline. Also read from
                                         CIFARKIT_ISA. (default: the best this processor has)

      Options:
        -h, --help                       Print this help.
            --version                    Print the version.

      Examples:
        cifar-train
            train on what lies under data/, or on built-in synthetic images
        cifar-train --epochs 30 --lr 0.001
        cifar-train --data data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --output runs/bikes
        cifar-train --budget 10m
            the widest network that has time to learn, and all epochs that fit
        cifar-train --data data/cifar-10-binary.tar.gz --recipe airbench94 --validation 0
            the speed run: all training images, ten epochs
        cifar-train --resume runs/bikes
            go on after an interruption
        cifar-train --seeds 5 --output runs/five
            how much the result owes to chance

      """
  }
}
