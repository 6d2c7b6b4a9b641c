"""Writes the image files of this folder and expected.txt: the pixels that Pillow decodes from them or resizes them to.

Needs Pillow (made with 13.0.0 over libjpeg-turbo). Each line of expected.txt: name, width, height, RGB bytes in hexadecimal.
"""
import io, pathlib, struct, zlib
from PIL import Image, ImageOps

folder = pathlib.Path(__file__).parent
expected = {}


def pattern(width, height):
    """Deterministic, asymmetric, with edges; written down again in the Swift tests."""
    return bytes((x * 37 + y * 101 + c * 59 + x * y * 13) % 256 for y in range(height) for x in range(width) for c in range(3))


def smooth(width, height, mode="RGB"):
    """Like a photograph: JPEG keeps it small."""
    data = bytes(v for y in range(height) for x in range(width) for v in (255 * x // width, 255 * y // height, 128 + 60 * (x > y)))
    return Image.frombytes("RGB", (width, height), data).convert(mode)


def note(name, image):
    expected[name] = image.convert("RGB")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color_type, samples, interlaced=False, extra=b""):
    """samples[y][x]: a tuple of integers of `depth` bits."""
    def packed(rows):
        result = b""
        for row in rows:
            bits = "".join(format(s, f"0{depth}b") for pixel in row for s in pixel)
            bits += "0" * (-len(bits) % 8)
            result += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
        return result
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    parts = [[row[x::dx] for row in samples[y::dy]] for x, y, dx, dy in passes] if interlaced else [samples]
    data = b"".join(packed(part) for part in parts if part and part[0])
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def write_pngs():
    width, height = 7, 5
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
    names = {0: "grey", 2: "rgb", 3: "palette", 4: "grey-alpha", 6: "rgba"}
    kinds = [(0, d) for d in (1, 2, 4, 8, 16)] + [(3, d) for d in (1, 2, 4, 8)] + [(t, d) for t in (2, 4, 6) for d in (8, 16)]
    for color_type, depth in kinds:
        samples = [[tuple((x * 9173 + y * 4211 + c * 3001 + x * y * 777) % (1 << depth) for c in range(channels[color_type]))
                    for x in range(width)] for y in range(height)]
        extra = b""
        if color_type == 3:
            extra = chunk(b"PLTE", bytes((i * 83 + c * 47) % 256 for i in range(1 << depth) for c in range(3)))
        variants = [("", False, extra)]
        if depth <= 8: variants.append(("-interlaced", True, extra))
        if color_type == 3: variants.append(("-transparent", False, extra + chunk(b"tRNS", bytes([0, 128][: 1 << depth]))))
        if (color_type, depth) == (0, 8): variants.append(("-transparent", False, chunk(b"tRNS", struct.pack(">H", samples[0][1][0]))))
        if (color_type, depth) == (2, 8):
            variants.append(("-transparent", False, chunk(b"tRNS", struct.pack(">HHH", *samples[0][1]))))
            variants.append(("-gamma", False, chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"tEXt", b"Comment\0text")))
        for suffix, interlaced, more in variants:
            name = f"{names[color_type]}-{depth}{suffix}.png"
            data = png(width, height, depth, color_type, samples, interlaced, more)
            (folder / name).write_bytes(data)
            if (color_type, depth) == (0, 16):  # Pillow clips these at 255; the high byte is what is wanted
                image = Image.frombytes("L", (width, height), bytes(p[0] >> 8 for row in samples for p in row))
            else:
                image = Image.open(io.BytesIO(data))
            note(name, image)
    exif = Image.Exif()
    exif[0x0112] = 8
    smooth(6, 4).save(folder / "orientation-8.png", exif=exif)
    note("orientation-8.png", ImageOps.exif_transpose(Image.open(folder / "orientation-8.png")))


def save_jpeg(name, image, patch=lambda data: data, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", optimize=True, **({"quality": 80} | options))
    data = patch(out.getvalue())
    (folder / name).write_bytes(data)
    note(name, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


def as_ycck(data):
    """The same data with Adobe's colour transform 2, which says that inks were stored as YCCK."""
    at = data.index(b"Adobe") + 11
    assert data[at] == 0
    return data[:at] + b"\2" + data[at + 1:]


def odd_sampling():
    """A 24x8 image of one unit with three luminance blocks in a row: a chroma sampling (3x1) without a name."""
    out = io.BytesIO()
    Image.new("RGB", (24, 8), (90, 90, 90)).save(out, "JPEG", quality=50, subsampling=0)
    data = out.getvalue()
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    data = data[:frame + 11] + b"\x31" + data[frame + 12:]
    # Standard Huffman codes: luminance difference of 4 bits, end of block; chroma difference 2 bits, end of block.
    bits = "101" "1001" "1010" + "101" "0110" "1010" + "101" "1111" "1010" + "10" "11" "00" + "10" "01" "00"
    bits += "1" * (-len(bits) % 8)
    length = struct.unpack(">H", data[scan + 2:scan + 4])[0]
    return data[:scan + 2 + length] + int(bits, 2).to_bytes(len(bits) // 8, "big") + b"\xff\xd9"


def write_jpegs():
    image = smooth(13, 11)
    save_jpeg("grey.jpg", image.convert("L"))
    save_jpeg("444.jpg", image, subsampling=0)
    save_jpeg("422.jpg", image, subsampling=1)
    save_jpeg("420.jpg", image, subsampling=2)
    save_jpeg("420-progressive.jpg", image, subsampling=2, progressive=True)
    save_jpeg("420-restarts.jpg", smooth(40, 33), subsampling=2, restart_marker_blocks=2)
    save_jpeg("rgb.jpg", image, keep_rgb=True)
    save_jpeg("cmyk.jpg", image.convert("CMYK"))
    save_jpeg("cmyk-progressive.jpg", image.convert("CMYK"), progressive=True)
    save_jpeg("ycck.jpg", image.convert("CMYK"), patch=as_ycck)
    save_jpeg("one-pixel.jpg", smooth(1, 1))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save_jpeg(f"orientation-{orientation}.jpg", smooth(6, 4), exif=exif, subsampling=0)
    (folder / "sampling-3x1.jpg").write_bytes(odd_sampling())
    note("sampling-3x1.jpg", Image.open(io.BytesIO(odd_sampling())))


def note_sizes():
    image = Image.frombytes("RGB", (23, 17), pattern(23, 17))
    for width, height in [(23, 17), (5, 4), (32, 32), (23, 4), (50, 17), (1, 1), (22, 18)]:
        note(f"stretch-{width}x{height}", image.resize((width, height), Image.BILINEAR))
    for width, height in [(8, 8), (32, 32), (17, 17), (30, 5), (3, 9)]:
        note(f"crop-{width}x{height}", ImageOps.fit(image, (width, height), Image.BILINEAR))
    for width, height in [(8, 8), (32, 32), (31, 5), (3, 8)]:  # even borders: Pillow's half pixels go either way
        note(f"pad-{width}x{height}", ImageOps.pad(image, (width, height), Image.BILINEAR, color=(0, 0, 0)))


def write_photos():
    """Pictures as people have them, decoded and then stretched to what a model takes: name:32x32."""
    def save(name, image, **options):
        image.save(folder / name, **options)
        seen = ImageOps.exif_transpose(Image.open(folder / name)).convert("RGB")
        expected[f"{name}:32x32"] = seen.resize((32, 32), Image.BILINEAR)
    turned, flipped = Image.Exif(), Image.Exif()
    turned[0x0112], flipped[0x0112] = 6, 7
    alpha = Image.frombytes("L", (90, 40), bytes(4 * (x + y) % 256 for y in range(40) for x in range(90)))
    with_alpha = smooth(90, 40)
    with_alpha.putalpha(alpha)
    save("photo-turned.jpg", smooth(97, 61), quality=80, subsampling=2, exif=turned, optimize=True)
    save("photo-grey-turned.jpg", smooth(61, 97, "L"), quality=80, exif=flipped, optimize=True)
    save("photo-cmyk.jpg", smooth(70, 33, "CMYK"), quality=80, optimize=True)
    save("photo-rgba.png", with_alpha, optimize=True)
    save("photo-palette-transparent.png", smooth(64, 48).quantize(16), transparency=bytes([0, 128, 255]), optimize=True)
    save("photo-tiny.png", smooth(3, 5), optimize=True)


write_pngs()
write_jpegs()
note_sizes()
write_photos()
lines = (f"{name} {image.width} {image.height} {image.tobytes().hex()}\n" for name, image in expected.items())
(folder / "expected.txt").write_text("".join(lines))
