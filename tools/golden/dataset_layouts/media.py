"""Tiny media whose bytes tell their quality, from 0 to 4."""

import functools
import hashlib
import io
import struct

import av
import numpy
from PIL import Image

QUALITIES = range(5)


@functools.cache
def image(quality, form="png"):
    out = io.BytesIO()
    Image.new("RGB", (2, 2), (quality * 60,) * 3).save(out, {"jpg": "jpeg"}.get(form, form))
    return out.getvalue()


@functools.cache
def audio(quality):
    """0.05 s of WAV, 8 kHz, 8 bits."""
    samples = bytes(128 + quality * 20 * (1 if i % 20 < 10 else -1) for i in range(400))
    return (
        b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", len(samples)) + samples
    )


@functools.cache
def video(quality):
    """Two frames of MP4."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        stream.codec_context.flags |= 1 << 23  # bit-exact
        for _ in range(2):
            frame = av.VideoFrame.from_ndarray(numpy.full((16, 16, 3), quality * 60, numpy.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def make(kind, quality, form):
    return image(quality, form) if kind == "image" else {"audio": audio, "video": video}[kind](quality)


FORMS = {"image": ["png", "jpg", "webp"], "audio": ["wav"], "video": ["mp4"]}


def qualities():
    """The quality of every medium by its SHA-256."""
    return {
        hashlib.sha256(make(kind, quality, form)).hexdigest(): quality
        for kind, forms in FORMS.items()
        for form in forms
        for quality in QUALITIES
    }


class Medium:
    """A medium in a row: its bytes in a Parquet file, or a path."""

    def __init__(self, kind, quality, path=None, raw=False, form=None, at=None):
        """path: where the file lies in the dataset; None puts the bytes into the row, `raw` without a struct.
        at: where the file really is, when that is not what the row says; a number or text as `path` is written as is."""
        self.kind, self.quality, self.path, self.raw = kind, quality, path, raw
        self.form = form or FORMS[kind][0]
        self.bytes = make(kind, quality, self.form)
        self.place = at or path
        self.name = f"{kind}-{quality}.{self.form}"
