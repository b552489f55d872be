"""Pictures that say more than their pixels, and what Pillow makes of them.

usage: python tools/golden/pictures.py      writes fixtures/golden/pictures; made with Pillow 13.0.0, NumPy 2.4.6

`NAME.FORMAT` is a picture, `NAME.FORMAT.expected` a PNG of it upright, in sRGB, over white. The profiles are made here:
Display P3's colours with gamma 2.2, one with red and blue exchanged, a grey one of gamma 1.8, and one of inks.
"""
import io
import itertools
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

out = Path(__file__).parents[2] / "fixtures/golden/pictures"
width, height = 24, 16
y, x = np.mgrid[0:height, 0:width]
pixels = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (3 * x + 5 * y) % 256], -1).astype(np.uint8)
pixels[:5, :9] = [250, 20, 30]  # tells the corners apart
pixels[-4:, -6:] = [10, 30, 240]
upright = Image.fromarray(pixels)


def write(name, data, expected):
    (out / name).write_bytes(data)
    expected.convert("RGB").save(out / f"{name}.expected", "PNG", optimize=True)


def encoded(image, format, **options):
    b = io.BytesIO()
    image.save(b, format, **options)
    return b.getvalue()


def decoded(data):
    return Image.open(io.BytesIO(data))


# Orientation. A PNG's and a WebP's pixels survive exactly, so one upright picture is expected of them all.
formats = {"jpg": ("JPEG", dict(quality=95, subsampling=0)), "png": ("PNG", {}), "webp": ("WEBP", dict(lossless=True)),
           "tiff": ("TIFF", {})}
for end, (format, options) in formats.items():
    for code in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = code
        data = encoded(upright, format, exif=exif, **options)
        if end == "tiff":
            data = encoded(upright, format, tiffinfo={274: code})
        write(f"orientation-{code}.{end}", data, ImageOps.exif_transpose(decoded(data)))


# Profiles.
def s15(v):
    return struct.pack(">i", round(v * 65536))


def profile(space, tags, connection=b"XYZ "):
    head = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += struct.pack(">4sII", name, head + len(body), len(data))
        body += data
    header = struct.pack(">I4sI4s4s4s", head + len(body), b"lcms", 0x02400000, b"mntr" if space != b"CMYK" else b"prtr",
                         space, connection) + struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 24
    header += struct.pack(">I", 0) + s15(0.9642) + s15(1.0) + s15(0.8249)
    return header + b"\0" * (128 - len(header)) + table + body


def text(s):
    return b"desc\0\0\0\0" + struct.pack(">I", len(s) + 1) + s.encode() + b"\0" + b"\0" * 78


def xyz(v):
    return b"XYZ \0\0\0\0" + b"".join(map(s15, v))


def gamma(g):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(g * 256))


def rgb_profile(name, red, green, blue, g):
    return profile(b"RGB ", {b"desc": text(name), b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz((0.9642, 1, 0.8249)),
                             b"rXYZ": xyz(red), b"gXYZ": xyz(green), b"bXYZ": xyz(blue), b"rTRC": gamma(g),
                             b"gTRC": gamma(g), b"bTRC": gamma(g)})


srgb_columns = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141)
p3 = rgb_profile("Wide", (0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407), 2.2)
swapped = rgb_profile("Swapped", srgb_columns[2], srgb_columns[1], srgb_columns[0], 2.2)
same = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
grey = profile(b"GRAY", {b"desc": text("Grey 1.8"), b"cprt": b"text\0\0\0\0none\0",
                         b"wtpt": xyz((0.9642, 1, 0.8249)), b"kTRC": gamma(1.8)})
nodes = []  # of straight lines, which every way to interpolate in four dimensions gives alike
for c, m, ye, k in itertools.product((0, 1), repeat=4):
    light = 100 - 30 * c - 25 * m - 5 * ye - 38 * k
    nodes += [round(light * 2.55), 128 - 20 * c + 40 * m - 3 * ye, 128 - 25 * c - 4 * m + 50 * ye]
ramp = bytes(range(256))
lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + b"".join(s15(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
lut += ramp * 4 + bytes(nodes) + ramp * 3
inks = profile(b"CMYK", {b"desc": text("Inks"), b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz((0.9642, 1, 0.8249)),
                         b"A2B0": lut}, b"Lab ")
srgb = ImageCms.createProfile("sRGB")


def converted(image, icc):
    from_ = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    return ImageCms.profileToProfile(image, from_, srgb, renderingIntent=0, outputMode="RGB")


for name, icc in ("wide", p3), ("swapped", swapped), ("same", same):
    for end, (format, options) in formats.items():
        if name == "swapped" or end in ("jpg", "png"):
            data = encoded(upright, format, icc_profile=icc, **options)
            write(f"{name}.{end}", data, converted(decoded(data).convert("RGB"), icc))
levels = upright.convert("L")
for end in "png", "jpg":
    data = encoded(levels, formats[end][0], icc_profile=grey)
    # Pillow cannot go from one to three colours with a grey profile in every version: go by the curve.
    curve = ImageCms.profileToProfile(Image.fromarray(np.arange(256, dtype=np.uint8)[None]), ImageCms.ImageCmsProfile(
        io.BytesIO(grey)), srgb, renderingIntent=0, outputMode="RGB")
    table = np.asarray(curve)[0]
    write(f"grey-profile.{end}", data, Image.fromarray(table[np.asarray(decoded(data))]))

# Inks: as Adobe writes them in JPEG (inverted), without Adobe's marker (not inverted), in TIFF; with and without a profile.
separated = upright.convert("CMYK")
key = np.asarray(separated).copy()
key[..., 3] = (x * 120 // width).astype(np.uint8)
separated = Image.fromarray(key, "CMYK")


def by_hand(image):
    """Inks to sRGB by the lines of `nodes`: versions of the library differ by up to nine levels here."""
    c, m, ye, k = np.moveaxis(np.asarray(image) / 255, -1, 0)
    fy = (100 - 30 * c - 25 * m - 5 * ye - 38 * k + 16) / 116
    f = np.stack([fy + (-20 * c + 40 * m - 3 * ye) / 500, fy, fy - (-25 * c - 4 * m + 50 * ye) / 200], -1)
    connection = np.where(f > 6 / 29, f**3, 3 * (6 / 29)**2 * (f - 4 / 29)) * [0.9642, 1, 0.8249]
    linear = (connection @ np.linalg.inv(np.array(srgb_columns).T).T).clip(0, 1)
    levels = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear**(1 / 2.4) - 0.055)
    return Image.fromarray((levels * 255 + 0.5).astype(np.uint8))


for name, options in ("cmyk", {}), ("cmyk-profile", dict(icc_profile=inks)):
    for end in "jpg", "tiff":
        more = dict(quality=95, subsampling=0) if end == "jpg" else {}
        data = encoded(separated, formats[end][0], **more, **options)
        image = decoded(data)
        write(f"{name}.{end}", data, by_hand(image) if options else image.convert("RGB"))
data = encoded(separated, "JPEG", quality=95, subsampling=0)
at = data.index(b"\xff\xee\0\x0eAdobe")
plain = data[:at] + data[at + 16:]
# Pillow takes inks of every JPEG for inverted.
write("cmyk-plain.jpg", plain, Image.merge("CMYK", [ImageOps.invert(c) for c in decoded(plain).split()]))


# Sixteen bits, rounded.
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(colour, depth, rows, *more):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + r.tobytes() for r in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


deep = (pixels.astype(np.uint32) * 257 + (x * 37 + y * 91)[..., None] % 257).clip(0, 65535).astype(">u2")
rounded = ((deep.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
write("deep.png", png(2, 16, deep), Image.fromarray(rounded))
write("deep-grey.png", png(0, 16, deep[..., 0]), Image.fromarray(rounded[..., 0]))


def tiff(samples, photometric, planes):
    entries = [(256, 3, 1, width), (257, 3, 1, height), (259, 3, 1, 1), (262, 3, 1, photometric), (277, 3, 1, planes),
               (278, 3, 1, height)]
    extra = struct.pack("<3H", 16, 16, 16)
    start = 8 + 2 + 12 * (len(entries) + 3) + 4
    data = samples.astype("<u2").tobytes()
    entries += [(258, 3, planes, 16 if planes == 1 else start), (273, 4, 1, start + len(extra)), (279, 4, 1, len(data))]
    table = b"".join(struct.pack("<HHII", *e) for e in sorted(entries))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + b"\0\0\0\0" + extra + data


write("deep.tiff", tiff(deep, 2, 3), Image.fromarray(rounded))
write("deep-grey.tiff", tiff(deep[..., 0], 1, 1), Image.fromarray(rounded[..., 0]))

# Alpha, over white.
veil = Image.fromarray(np.dstack([pixels, (x * 255 // (width - 1)).astype(np.uint8)]))
white = Image.new("RGBA", veil.size, (255, 255, 255, 255))


def over(image):
    image = np.asarray(image.convert("RGBA")).astype(int)
    a = image[..., 3:]
    return Image.fromarray(((image[..., :3] * a + 255 * (255 - a) + 127) // 255).astype(np.uint8))


for end, (format, options) in formats.items():
    if end != "jpg":
        exact = dict(exact=True) if end == "webp" else {}
        data = encoded(veil, format, **options, **exact)
        write(f"alpha.{end}", data, over(decoded(data)))
data = encoded(veil.convert("LA"), "PNG")
write("alpha-grey.png", data, over(decoded(data)))
few = upright.quantize(16)
data = encoded(few, "PNG", transparency=few.getpixel((0, 0)))
write("alpha-palette.png", data, over(decoded(data)))
data = encoded(few, "GIF", transparency=few.getpixel((0, 0)))
write("alpha.gif", data, over(decoded(data)))
alpha_wide = encoded(veil, "PNG", icc_profile=swapped)
colour = converted(veil.convert("RGB"), swapped)
write("alpha-profile.png", alpha_wide, over(Image.merge("RGBA", [*colour.split(), veil.getchannel("A")])))

# Palettes, one colour, and animations, of which the first picture counts.
write("palette.png", encoded(few, "PNG"), few)
write("palette.gif", encoded(few, "GIF"), few)
write("bits.png", encoded(upright.convert("1"), "PNG"), upright.convert("1").convert("L"))
write("grey.jpg", encoded(levels, "JPEG", quality=95), decoded(encoded(levels, "JPEG", quality=95)))
other = ImageOps.invert(upright)
for end, options in ("png", dict(default_image=False)), ("webp", dict(lossless=True)):
    data = encoded(upright, formats[end][0], save_all=True, append_images=[other], duration=100, **options)
    write(f"animated.{end}", data, decoded(data))
data = encoded(few, "GIF", save_all=True, append_images=[other.quantize(16)], duration=100)
write("animated.gif", data, decoded(data))
