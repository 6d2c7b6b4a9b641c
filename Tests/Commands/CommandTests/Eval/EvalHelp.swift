/// What `cifar-eval --help` prints 100 columns wide.
let evalHelp = """
  Measures a trained image classifier.

  Usage: cifar-eval --weights <path> [options]

  Images are prepared exactly as in training: mean, deviation, size and class names come from the
  weights file. So does the data set, unless --data names another one; of that, the model's classes
  are taken.

  Every image is counted. Proportions come with Wilson's 95 % interval. Once a model is calibrated,
  all probabilities are the calibrated ones. What reports contain is explained in
  docs/report-format.md.

  Model:
        --weights <path>             Folder of a run, or a weights file (.safetensors). (required)
        --tta <kind>                 What to average over: nothing, the image and its mirror image, or
                                     these and both shifted by a pixel. (one of: none, flip, shift;
                                     default: as the threshold was chosen, else as in training)
        --precision <kind>           How convolutions multiply: in 32 bits, or 16-bit operands summed
                                     in 32 (mixed; fast: larger errors). (one of: fp32, mixed, fast;
                                     default: as in training)
        --batch-size <count>         Images per pass; changes speed and memory only. (default: 128)

  Data:
        --data <path>                Images: a CIFAR archive (.tar.gz) or folder, a folder with one
                                     folder per class, a list (.lst), or built-in synthetic images
                                     (synthetic:vehicles, synthetic:shapes). (default: those the model
                                     was trained on)
        --classes <names>            Classes to take; for a list with label numbers only, their names
                                     in label order. (default: the model's)
        --label-level <label-level>  Which of CIFAR-100's labels: fine or coarse. (one of: fine,
                                     coarse; default: as in training)
        --split <name>               test, or train and validation: the training images as the run
                                     split them. (one of: train, validation, test; default: test)

  Decisions:
        --calibrate                  Fit the temperature, the threshold of each class and that of
                                     unknown images on the run's validation images, and store them in
                                     the weights file.
        --target-precision <fraction>
                                     Calibrate, choose the smallest threshold whose answers are right
                                     at least this often, 0 to 1, and store it. Ends with status 1 if
                                     there is none.
        --confidence <fraction>      How certain that must be, 0 to 1. (default: 0.95)
        --threshold <probability>    Judge only answers of at least this probability, 0 to 1; several
                                     with commas. (default: the one in the weights file, if any)

  Trials:
        --compare <path>             Another model, a run's folder or a weights file, to be asked
                                     about the same images.
        --unknown <path>             Images of no class of the model, to see whether it notices; its
                                     own classes among them are left out.
        --unknown-classes <names>    Classes to take of these images. (default: all the model does not
                                     know; without --unknown, of the data evaluated)
        --corrupt                    Also measure accuracy under noise, blur, contrast, brightness and
                                     JPEG compression.
        --seed <seed>                Seed of that noise. (default: 0)

  Report:
        --confusion                  Show which classes are taken for which.
        --top-k <k>                  Also count images whose class is among the k most probable;
                                     several with commas.
        --curves                     Show how well each class is ranked, and accuracy and coverage
                                     over the threshold.
        --mistakes <count>           List that many mistakes, the most confident first, and show as
                                     many pictures in reports, at most 200. (default: none listed, 24
                                     shown)
        --json <file>                Write all figures as JSON; - for standard output.
        --csv <file>                 Write all figures as CSV; - for standard output.
        --html <file>                Write a report to look at: one page with charts and pictures that
                                     needs nothing else; - for standard output.
        --markdown <file>            Write that report as Markdown; - for standard output.
        --svg <folder>               Write its charts singly, as SVG files.
        --montage <file>             Write the mistakes' pictures, with what each answer rests on, as
                                     one PNG.
        --sagemaker <file>           Write SageMaker's model quality JSON; - for standard output.
        --rekognition <file>         Write Rekognition Custom Labels' summary JSON; - for standard
                                     output.
        --require-accuracy <fraction>
                                     End with status 1 if the accuracy is below this fraction, 0 to 1.
    -q, --quiet                      Print nothing but errors and what was asked for with -.

  Machine:
        --threads <threads>          Threads to work with; any number gives the same results.
                                     (default: all processors)
        --isa <name>                 Instruction set: amx, avx512, avx2 or baseline. Also read from
                                     CIFARKIT_ISA. (default: the best this processor has)

  Options:
    -h, --help                       Print this help.
        --version                    Print the version.

  Examples:
    cifar-eval --weights runs/bikes --confusion
    cifar-eval --weights runs/bikes --data data/cifar-100-binary.tar.gz --tta flip
    cifar-eval --weights runs/bikes --target-precision 0.99
        calibrate, and accept only answers of which 99 % are right
    cifar-eval --weights runs/bikes --threshold 0.7,0.93
        how many answers are sure, and how often those are right
    cifar-eval --weights runs/bikes --compare runs/older --mistakes 20
    cifar-eval --weights runs/bikes --html report.html
        a page with charts, mistakes and where figures come from
    cifar-eval --weights best.safetensors --json - --quiet
        for other programs

  """
