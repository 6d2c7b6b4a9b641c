"""Writes the pictures of further formats (format-NAME.*) and formats.txt: the pixels that Pillow makes of them.

Made with Pillow 13.0.0 and, for HEIC, pillow-heif 1.8.1; needs both. Each line of formats.txt: name, width, height, RGB bytes
in hexadecimal. What Pillow is asked for: Image.open, ImageOps.exif_transpose, convert("RGB").
"""
import io, pathlib, struct
import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()
folder = pathlib.Path(__file__).parent
expected = {}
sizes = [(1, 1), (13, 11), (40, 33)]
xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="%d"/></x:xmpmeta>'


def smooth(width, height, mode="RGB"):
    """Like a photograph: compresses well, and no two corners are alike."""
    data = bytes(v for y in range(height) for x in range(width)
                 for v in (255 * x // width, 255 * y // height, 128 + 60 * (x > y)))
    return Image.frombytes("RGB", (width, height), data).convert(mode)


def with_alpha(width, height):
    image = smooth(width, height)
    image.putalpha(Image.frombytes("L", (width, height), bytes(40 * (x + y) % 256 for y in range(height) for x in range(width))))
    return image


def note(name, data, pixels=None):
    (folder / f"format-{name}").write_bytes(data)
    image = Image.open(io.BytesIO(data))
    seen = ImageOps.exif_transpose(image).convert("RGB")
    expected[f"format-{name}"] = seen if pixels is None else Image.frombytes("RGB", seen.size, pixels)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def oriented(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def write_webp():
    for width, height in sizes:
        note(f"lossy-{width}x{height}.webp", saved(smooth(width, height), "WEBP", quality=80))
        note(f"lossless-{width}x{height}.webp", saved(smooth(width, height), "WEBP", lossless=True))
    note("alpha.webp", saved(with_alpha(13, 11), "WEBP", quality=80, exact=True))
    note("alpha-lossless.webp", saved(with_alpha(13, 11), "WEBP", lossless=True, exact=True))
    frames = [smooth(13, 11), smooth(13, 11).rotate(180)]
    note("animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
    for orientation in range(1, 9):
        note(f"orientation-{orientation}.webp", saved(smooth(6, 4), "WEBP", lossless=True, exif=oriented(orientation)))
    note("xmp.webp", saved(smooth(6, 4), "WEBP", lossless=True, xmp=(xmp % 6).encode()))
    # A frame of 4x3 pixels at (2, 4) of a canvas of 9x8.
    def chunk(name, data): return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    def three(value): return struct.pack("<I", value)[:3]
    frame = saved(smooth(4, 3), "WEBP", lossless=True)[12:]
    body = chunk(b"VP8X", b"\2\0\0\0" + three(8) + three(7)) + chunk(b"ANIM", b"\1\2\3\4\0\0")
    body += chunk(b"ANMF", three(1) + three(2) + three(3) + three(2) + three(100) + b"\0" + frame)
    note("animated-offset.webp", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)


def write_gif():
    for width, height in sizes:
        note(f"{width}x{height}.gif", saved(smooth(width, height).quantize(16), "GIF", interlace=False))
    note("interlaced.gif", saved(smooth(40, 33).quantize(32), "GIF", interlace=True))
    note("grey.gif", saved(smooth(13, 11, "L"), "GIF"))
    note("transparent.gif", saved(smooth(13, 11).quantize(8), "GIF", transparency=3))
    frames = [smooth(13, 11).quantize(16), smooth(13, 11).rotate(180).quantize(16)]
    note("animated.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    # Frames on a larger screen, and one that sticks out of it; with and without a transparent colour or a palette.
    plain = saved(smooth(5, 4).quantize(4), "GIF", interlace=False)
    def moved(screen, at, transparent=None, palette=True):
        data = bytearray(plain)
        data[6:10] = struct.pack("<HH", *screen)
        end = 13 + 3 * (2 << (data[10] & 7))
        place = data.index(b",", end)
        data[place + 1:place + 5] = struct.pack("<HH", *at)
        extension = b"" if transparent is None else b"!\xf9\4\1\0\0" + bytes([transparent]) + b"\0"
        head = bytes(data[:end])
        if not palette:
            head = bytes(data[:10]) + bytes([data[10] & 0x7f]) + bytes(data[11:13])
        return head + extension + bytes(data[place:])
    note("offset.gif", moved((9, 8), (2, 3)))
    note("offset-transparent.gif", moved((9, 8), (2, 3), 2))
    note("outside.gif", moved((4, 4), (3, 2)))
    note("no-palette.gif", moved((5, 4), (0, 0), palette=False))


def bmp(width, height, bits, rows, palette=b"", header=40, compression=0, masks=b"", top_down=False, colours=0, data=None):
    """rows: the pixels of each row from the top, packed."""
    if data is None:
        rows = [row + b"\0" * (-len(row) % 4) for row in rows]
        data = b"".join(rows if top_down else rows[::-1])
    if header == 12:
        head = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, bits, compression, len(data), 0, 0, colours, 0)
        if header == 40:
            head += masks
        else:
            head += masks.ljust(header - 40, b"\0")
    start = 14 + len(head) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + head + palette + data


def packed(values, bits):
    text = "".join(format(v, f"0{bits}b") for v in values)
    return int(text + "0" * (-len(text) % 8), 2).to_bytes((len(text) + 7) // 8, "big")


def write_bmp():
    for width, height in sizes:
        note(f"rgb-{width}x{height}.bmp", saved(smooth(width, height), "BMP"))
    note("grey.bmp", saved(smooth(13, 11, "L"), "BMP"))
    note("black-white.bmp", saved(smooth(13, 11, "1"), "BMP"))
    note("palette.bmp", saved(smooth(13, 11).quantize(200), "BMP"))
    note("rgba.bmp", saved(with_alpha(13, 11), "BMP"))
    width, height = 13, 7
    index = [[(x * 5 + y * 3 + x * y) for x in range(width)] for y in range(height)]
    colours = bytes(v for i in range(256) for v in ((i * 83) % 256, (i * 47 + 9) % 256, (i * 29 + 5) % 256, 0))
    old = bytes(v for n, v in enumerate(colours) if n % 4 < 3)
    for bits in (1, 4, 8):
        rows = [packed([v % (1 << bits) for v in row], bits) for row in index]
        note(f"palette-{bits}.bmp", bmp(width, height, bits, rows, colours[:4 << bits]))
        note(f"palette-{bits}-os2.bmp", bmp(width, height, bits, rows, old[:3 << bits], header=12))
        note(f"palette-{bits}-top-down.bmp", bmp(width, height, bits, rows, colours[:4 << bits], top_down=True))
    few = [packed([v % 10 for v in row], 8) for row in index]
    note("palette-few.bmp", bmp(width, height, 8, few, colours[:40], colours=10))
    beyond = [packed([v % 16 for v in row], 8) for row in index]
    note("palette-beyond.bmp", bmp(width, height, 8, beyond, colours[:40], colours=10))
    value = [[(x * 9173 + y * 42110 + x * y * 777) % 65536 for x in range(width)] for y in range(height)]
    rows = [struct.pack(f"<{width}H", *row) for row in value]
    note("rgb-555.bmp", bmp(width, height, 16, rows))
    note("rgb-565.bmp", bmp(width, height, 16, rows, compression=3, masks=struct.pack("<III", 0xf800, 0x7e0, 0x1f)))
    note("rgb-565-v5.bmp", bmp(width, height, 16, rows, header=124, compression=3, masks=struct.pack("<III", 0xf800, 0x7e0, 0x1f)))
    rows = [struct.pack(f"<{width}I", *(v * 65521 % 2**32 for v in row)) for row in value]
    note("rgb-32.bmp", bmp(width, height, 32, rows))
    note("rgb-32-masks.bmp", bmp(width, height, 32, rows, header=56, compression=3, masks=struct.pack("<IIII", 0xff, 0xff00, 0xff0000, 0xff000000)))
    note("rgb-32-first.bmp", bmp(width, height, 32, rows, compression=3, masks=struct.pack("<III", 0xff000000, 0xff0000, 0xff00)))
    runs = b"".join([b"\5\7\0\3\1\2\3\0\4\x09\0\0", b"\x0d\2\0\0", b"\2\1\0\2\3\1\3\4\0\0", b"\x0d\6\0\0", b"\x0d\3\0\0", b"\x0d\5\0\0", b"\0\1"])
    note("runs-8.bmp", bmp(width, height, 8, [], colours, compression=1, data=runs))
    runs = b"".join([b"\5\x71\0\5\x12\x34\x50\0\3\x99\0\0", b"\x0d\x2a\0\0", b"\2\x13\0\2\3\1\3\x4f\0\0", b"\x0d\6\0\0", b"\x0d\3\0\0", b"\x0d\5\0\0", b"\0\1"])
    note("runs-4.bmp", bmp(width, height, 4, [], colours[:64], compression=2, data=runs))
    plain = bmp(width, height, 8, [packed([v % 256 for v in row], 8) for row in index], colours)
    note("bare.dib", plain[14:])


def tiff(width, height, bits, rows, photometric, order="<", samples=1, tile=None, planar=1, big=False, extra=None, palette=None,
         orientation=None, fill=1, per_strip=4):
    """rows: for each plane the rows of samples, as lists of integers."""
    def cell(values): return packed(values, bits) if bits < 16 else struct.pack(f"{order}{len(values)}H", *values)
    parts = []
    for plane in rows:
        count = samples if planar == 1 else 1
        if tile:
            for top in range(0, height, tile):
                for left in range(0, width, tile):
                    part = b""
                    for y in range(top, top + tile):
                        row = plane[y] if y < height else [0] * width * count
                        part += cell((row[left * count:(left + tile) * count] + [0] * tile * count)[:tile * count])
                    parts.append(part)
        else:
            for top in range(0, height, per_strip):
                parts.append(b"".join(cell(row) for row in plane[top:top + per_strip]))
    if fill == 2:
        parts = [bytes(int(format(b, "08b")[::-1], 2) for b in part) for part in parts]
    tags = {256: ("I", [width]), 257: ("I", [height]), 258: ("H", [bits] * samples), 259: ("H", [1]), 262: ("H", [photometric]),
            277: ("H", [samples]), 284: ("H", [planar])}
    if photometric == 6: tags[530] = ("H", [1, 1])
    if fill != 1: tags[266] = ("H", [fill])
    if orientation: tags[274] = ("H", [orientation])
    if extra is not None: tags[338] = ("H", [extra])
    if palette: tags[320] = ("H", palette)
    if tile:
        tags |= {322: ("I", [tile]), 323: ("I", [tile]), 324: ("I", parts), 325: ("I", [len(p) for p in parts])}
    else:
        tags |= {273: ("I", parts), 278: ("I", [per_strip]), 279: ("I", [len(p) for p in parts])}
    entry, inline, offset = (20, 8, "Q") if big else (12, 4, "I")
    head = 16 if big else 8
    directory = head + (8 if big else 2) + entry * len(tags) + (8 if big else 4)
    extras, body, at = b"", b"", {}
    sizes_ = {tag: struct.calcsize("<" + kind) * len(values) for tag, (kind, values) in tags.items()}
    position = directory
    for tag in sorted(tags):
        if sizes_[tag] > inline:
            at[tag] = position
            position += sizes_[tag] + sizes_[tag] % 2
    places = []
    for part in parts:
        places.append(position)
        position += len(part)
    for tag in sorted(tags):
        kind, values = tags[tag]
        values = places if values is parts else values
        data = struct.pack(f"{order}{len(values)}{kind}", *values)
        body += struct.pack(f"{order}HH{offset}", tag, 3 if kind == "H" else 4, len(values))
        if tag in at:
            body += struct.pack(order + offset, at[tag])
            extras += data + b"\0" * (len(data) % 2)
        else:
            body += data.ljust(inline, b"\0")
    mark = b"II" if order == "<" else b"MM"
    if big:
        first = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16) + struct.pack(order + "Q", len(tags))
    else:
        first = mark + struct.pack(order + "HI", 42, 8) + struct.pack(order + "H", len(tags))
    return first + body + struct.pack(order + offset, 0) + extras + b"".join(parts)


def write_tiff():
    for width, height in sizes:
        note(f"rgb-{width}x{height}.tif", saved(smooth(width, height), "TIFF"))
    image = smooth(40, 33)
    for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        note(f"{name.replace('tiff_', '').replace('_', '-')}.tif", saved(image, "TIFF", compression=name))
    note("jpeg.tif", saved(image, "TIFF", compression="jpeg", quality=80))
    note("jpeg-grey.tif", saved(image.convert("L"), "TIFF", compression="jpeg", quality=80))
    for name in ("group3", "group4"):
        note(f"{name}.tif", saved(image.convert("1"), "TIFF", compression=name))
    note("lzw-predictor.tif", saved(image, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
    note("grey.tif", saved(smooth(13, 11, "L"), "TIFF"))
    note("palette.tif", saved(smooth(13, 11).quantize(100), "TIFF", compression="tiff_lzw"))
    note("rgba.tif", saved(with_alpha(13, 11), "TIFF", compression="tiff_lzw"))
    note("cmyk.tif", saved(smooth(13, 11, "CMYK"), "TIFF", compression="tiff_lzw"))
    note("grey-alpha.tif", saved(with_alpha(13, 11).convert("LA"), "TIFF"))
    for orientation in range(1, 9):
        note(f"orientation-{orientation}.tif", saved(smooth(6, 4), "TIFF", tiffinfo={274: orientation}))
    note("xmp.tif", saved(smooth(6, 4), "TIFF", tiffinfo={700: (xmp % 6).encode()}))
    pages = [smooth(13, 11), smooth(7, 5)]
    note("pages.tif", saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    width, height = 19, 18
    def values(bits, count, scale=9173):
        return [[(x * scale + y * 4211 + c * 3001 + x * y * 777) % (1 << bits) for x in range(width) for c in range(count)] for y in range(height)]
    for bits in (1, 2, 4, 8):
        note(f"grey-{bits}.tif", tiff(width, height, bits, [values(bits, 1)], 1))
        note(f"grey-{bits}-inverted.tif", tiff(width, height, bits, [values(bits, 1)], 0))
        colours = [(i * 83 * 257 + c * 4700) % 65536 for c in range(3) for i in range(1 << bits)]
        note(f"palette-{bits}.tif", tiff(width, height, bits, [values(bits, 1)], 3, palette=colours))
    note("fill-order.tif", tiff(width, height, 4, [values(4, 1)], 1, fill=2))
    grey = values(16, 1)
    for order, name in (("<", "little"), (">", "big")):  # Pillow clips 16-bit grey; the high byte is what is wanted
        note(f"grey-16-{name}.tif", tiff(width, height, 16, [grey], 1, order), bytes(v >> 8 for row in grey for v in row for _ in range(3)))
        note(f"rgb-16-{name}.tif", tiff(width, height, 16, [values(16, 3)], 2, order, 3))
        note(f"rgb-8-{name}.tif", tiff(width, height, 8, [values(8, 3)], 2, order, 3))
    note("grey-12.tif", tiff(width, height, 12, [values(12, 1)], 1), bytes(v >> 4 for row in values(12, 1) for v in row for _ in range(3)))
    note("rgb-tiles.tif", tiff(width, height, 8, [values(8, 3)], 2, samples=3, tile=16))
    note("grey-tiles.tif", tiff(width, height, 8, [values(8, 1)], 1, tile=16))
    planes = [[row[c::3] for row in values(8, 3)] for c in range(3)]
    note("rgb-planes.tif", tiff(width, height, 8, planes, 2, samples=3, planar=2))
    note("rgb-planes-tiles.tif", tiff(width, height, 8, planes, 2, samples=3, planar=2, tile=16))
    note("rgb-premultiplied.tif", tiff(width, height, 8, [values(8, 4)], 2, samples=4, extra=1))
    note("rgb-16-premultiplied.tif", tiff(width, height, 16, [values(16, 4)], 2, samples=4, extra=1))
    note("rgb-unspecified.tif", tiff(width, height, 8, [values(8, 4)], 2, samples=4, extra=0))
    note("cmyk-16.tif", tiff(width, height, 16, [values(16, 4)], 5, samples=4))
    note("ycbcr.tif", tiff(width, height, 8, [values(8, 3, 3)], 6, samples=3))
    note("big.tif", tiff(width, height, 8, [values(8, 3)], 2, samples=3, big=True))
    note("big-turned.tif", tiff(width, height, 8, [values(8, 1)], 1, big=True, orientation=6))


def write_heif():
    for width, height in [(1, 1), (64, 48), (33, 21)]:
        note(f"{width}x{height}.heic", saved(smooth(width, height), "HEIF", quality=90, chroma=444))
        note(f"{width}x{height}.avif", saved(smooth(width, height), "AVIF", quality=90, subsampling="4:4:4", speed=0))
    note("420.heic", saved(smooth(64, 48), "HEIF", quality=90))
    note("420.avif", saved(smooth(64, 48), "AVIF", quality=90, subsampling="4:2:0", speed=0))
    note("alpha.heic", saved(with_alpha(64, 48), "HEIF", quality=90))
    note("alpha.avif", saved(with_alpha(64, 48), "AVIF", quality=90, speed=0))
    for orientation in range(1, 9):
        note(f"orientation-{orientation}.heic", saved(smooth(24, 16), "HEIF", quality=90, exif=oriented(orientation)))
        note(f"orientation-{orientation}.avif", saved(smooth(24, 16), "AVIF", quality=90, exif=oriented(orientation)))


write_webp()
write_gif()
write_bmp()
write_tiff()
write_heif()
lines = (f"{name} {image.width} {image.height} {image.tobytes().hex()}\n" for name, image in expected.items())
(folder / "formats.txt").write_text("".join(lines))
