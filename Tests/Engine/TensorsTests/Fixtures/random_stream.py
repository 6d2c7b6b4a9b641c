"""Prints the constants of RandomStreamTests.swift: the random streams written down once more, from their description.

    python3 random_stream.py
"""

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    """The output function of SplitMix64 (Steele, Lea, Flood 2014, figure 16: mix64variant13)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def stream(seed, name, *indices):
    """The endless stream of 64-bit numbers."""
    key = mix(mix((seed + GOLDEN) & MASK) ^ fnv1a(name))
    for index in indices:
        key = mix((key + GOLDEN * ((index & MASK) + 1)) & MASK)
    counter = 0
    while True:
        counter += 1
        yield mix((key + counter * GOLDEN) & MASK)


def permutation(numbers, count):
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = (next(numbers) * (last + 1)) >> 64
        order[last], order[other] = order[other], order[last]
    return order


def normals(numbers, count):
    from math import cos, log, pi, sqrt

    draw = lambda: (next(numbers) >> 11) * 2.0**-53
    return [sqrt(-2 * log(1 - draw())) * cos(2 * pi * draw()) for _ in range(count)]


def main():
    # SplitMix64 with seed 0 begins like this in the literature.
    assert [hex(mix(GOLDEN * n & MASK)) for n in (1, 2)] == ["0xe220a8397b1dcdaf", "0x6e789e6aa1b965f4"]
    for arguments in [(0, ""), (0, "shuffle"), (1, "shuffle"), (1, "crop", 3), (1, "crop", 3, 4), (1, "crop", 4, 3),
                      (MASK, "flip", -1), (2026, "initial", 0)]:
        numbers = stream(*arguments)
        print(arguments, [hex(next(numbers)) for _ in range(4)])
    numbers = stream(7, "uniform")
    print("uniform", [(next(numbers) >> 40) / 2**24 for _ in range(4)])
    numbers = stream(7, "integer")
    print("integer below 10", [(next(numbers) * 10) >> 64 for _ in range(12)])
    print("permutation of 12", permutation(stream(7, "permutation"), 12))
    print("normal", normals(stream(7, "normal"), 4))


if __name__ == "__main__":
    main()
