/// What `cifar-predict --help` prints 100 columns wide.
let predictHelp = """
  Says which class pictures belong to, and how sure that is.

  Usage: cifar-predict --weights <path> [options] <image> ...

  Takes JPEG and PNG files of any size and colour type, turned as the camera says; folders, which are
  searched to the bottom; lists (.lst, .txt) that name one file per line; CIFAR archives (.tar.gz) and
  folders; synthetic:vehicles and synthetic:shapes; and - for standard input: an image, or names, one
  per line.

  Pictures are prepared exactly as in training: each is stretched to the model's size; transparency is
  dropped, not blended.

  An answer is accepted if its probability reaches the threshold and the picture does not look like
  one of no class. Without a threshold every answer stands and nothing is called accepted.

  A file that cannot be read is named on standard error and left out, the others are answered, and the
  exit status is 1. The names in JSON and CSV are explained in docs/prediction-format.md.

  Arguments:
    <image> ...                    Images, folders with images, lists of images, CIFAR archives; - for
                                   standard input.

  Model:
        --weights <path>           Folder of a run, or a weights file (.safetensors). (required)
        --tta <kind>               What to average over: nothing, the image and its mirror image, or
                                   these and both shifted by a pixel. (one of: none, flip, shift;
                                   default: as the threshold was chosen, else as in training)
        --precision <kind>         How convolutions multiply: in 32 bits, or 16-bit operands summed in
                                   32 (mixed; fast: larger errors). (one of: fp32, mixed, fast;
                                   default: as in training)
        --batch-size <count>       Images per pass; changes speed and memory only. (default: 128)

  Answers:
        --top-k <k>                Name the k most probable classes. (default: 3, or all where there
                                   are fewer)
        --threshold <probability>  Accept answers from this probability on, 0 to 1. (default: the one
                                   in the weights file, if any)

  Output:
        --json                     One JSON document.
        --jsonl                    JSON lines: one object per line, as soon as it is known.
        --csv                      Comma-separated values.
        --thumbnails               Show small pictures, as the model sees them, beside the answers.
        --output <file>            Write to a file, which gets its name when all is done. (default:
                                   standard output)
    -q, --quiet                    Print nothing but answers and errors.

  Machine:
        --threads <threads>        Threads to work with; any number gives the same results. (default:
                                   all processors)
        --isa <name>               Instruction set: amx, avx512, avx2 or baseline. Also read from
                                   CIFARKIT_ISA. (default: the best this processor has)

  Options:
    -h, --help                     Print this help.
        --version                  Print the version.

  Examples:
    cifar-predict --weights runs/bikes photo.jpg holiday/
    cifar-predict --weights runs/bikes holiday/ --threshold 0.93
        say which answers are sure enough
    cifar-predict --weights runs/bikes photo.jpg --thumbnails
        show the pictures, too
    cifar-predict --weights best.safetensors holiday/ --jsonl --quiet > answers.jsonl
        for other programs
    curl -s https://example.org/photo.jpg | cifar-predict --weights runs/bikes -
        a picture from standard input
    find . -name '*.png' | cifar-predict --weights runs/bikes -
        names from standard input

  """
