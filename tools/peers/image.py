"""JPEG to shortest side 512, the middle 512 x 512, JPEG of quality 90 (4:2:0): `image.py NAME FOLDER JOBS [MOST]`."""
import io

import measure

SIDE = 512


def read(path):
    with open(path, "rb") as file:
        return file.read()


def shortest(width, height):
    scale = SIDE / min(width, height)
    return round(width * scale), round(height * scale)


def pillow():
    from PIL import Image

    def go(path):
        image = Image.open(io.BytesIO(read(path))).convert("RGB")
        image = image.resize(shortest(*image.size), Image.BICUBIC)
        x, y = (image.width - SIDE) // 2, (image.height - SIDE) // 2
        out = io.BytesIO()
        image.crop((x, y, x + SIDE, y + SIDE)).save(out, "JPEG", quality=90, subsampling="4:2:0")

    return go


def opencv():
    import cv2
    import numpy

    cv2.setNumThreads(1)

    def go(path):
        image = cv2.imdecode(numpy.frombuffer(read(path), numpy.uint8), cv2.IMREAD_COLOR)
        # INTER_CUBIC has no antialiasing: faster than the others, and not the same picture when it shrinks.
        image = cv2.resize(image, shortest(image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC)
        y, x = (image.shape[0] - SIDE) // 2, (image.shape[1] - SIDE) // 2
        cv2.imencode(".jpg", image[y : y + SIDE, x : x + SIDE], [cv2.IMWRITE_JPEG_QUALITY, 90])

    return go


def torchvision():
    import torch
    import torchvision.io as tio
    import torchvision.transforms.v2.functional as F

    torch.set_num_threads(1)

    def go(path):
        image = tio.decode_jpeg(torch.frombuffer(bytearray(read(path)), dtype=torch.uint8), mode=tio.ImageReadMode.RGB)
        image = F.resize(image, [SIDE], interpolation=F.InterpolationMode.BICUBIC, antialias=True)
        tio.encode_jpeg(F.center_crop(image, [SIDE, SIDE]), quality=90)

    return go


def pyvips():
    import pyvips

    def go(path):
        image = pyvips.Image.thumbnail_buffer(read(path), SIDE, height=SIDE, crop="centre", size="both")
        image.jpegsave_buffer(Q=90, subsample_mode="on")

    return go


if __name__ == "__main__":
    measure.run({f.__name__: f for f in (pillow, opencv, torchvision, pyvips)}, None, "jpg", "jpeg")
