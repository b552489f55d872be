"""Pictures resampled by Pillow, for the tests of ours.

usage: python tools/golden/resize.py        writes fixtures/golden/resize; made with Pillow 13.0.0, NumPy 2.4.6

`source.png` has edges, gradients and noise. `FILTER-MODE-SIDE.png` is what Pillow makes of it: the middle square as
`box` for crop, bars of 128 for letterbox, sides rounded half up.
"""
from pathlib import Path

import numpy as np
from PIL import Image

out = Path(__file__).parents[2] / "fixtures/golden/resize"
width, height = 97, 61
random = np.random.default_rng(7)
y, x = np.mgrid[0:height, 0:width]
picture = np.stack([x * 255 / width, y * 255 / height, (x + y) * 7 % 256], -1)
picture[20:40, 30:60] = 255 * ((x[20:40, 30:60] // 3 + y[20:40, 30:60] // 2) % 2)[..., None]
picture[45:, :40] = random.integers(0, 256, (height - 45, 40, 3))
picture[:10, 70:] = [255, 0, 0]
source = Image.fromarray(picture.astype(np.uint8))
source.save(out / "source.png", optimize=True)


def scaled(side, reference):
    return tuple(max(1, (2 * n * side + reference) // (2 * reference)) for n in (width, height))


def made(mode, side, filter):
    whole = (0, 0, width, height)
    if mode == "crop":
        n = min(width, height)
        box = ((width - n) / 2, (height - n) / 2, (width + n) / 2, (height + n) / 2)
        return source.resize((side, side), filter, box=box)
    if mode == "stretch":
        return source.resize((side, side), filter, box=whole)
    if mode == "shortest":
        return source.resize(scaled(side, min(width, height)), filter)
    if mode == "fit" and side >= max(width, height):
        return source
    small = source.resize(scaled(side, max(width, height)), filter)
    if mode != "letterbox":
        return small
    square = Image.new("RGB", (side, side), (128, 128, 128))
    square.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return square


for name, filter in ("bicubic", Image.Resampling.BICUBIC), ("lanczos", Image.Resampling.LANCZOS):
    for mode, side in (("crop", 32), ("crop", 75), ("stretch", 9), ("stretch", 70), ("letterbox", 50), ("fit", 40),
                       ("shortest", 20), ("longest", 110)):
        made(mode, side, filter).save(out / f"{name}-{mode}-{side}.png", optimize=True)
