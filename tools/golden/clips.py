"""Small clips whose pictures carry their number as brightness, for the tests of sampling by time; and clips to be turned.

usage: python tools/golden/clips.py fixtures/golden/clips        (PyAV 18.1.0 and its encoders; ffmpeg 5.1 on PATH)

clips.json holds, for each, when PyAV's decoder of the whole file shows which picture: seconds from the first, number.

turned-*.mp4 are one clip under display matrices, sei-*.mp4 one under H.264's own message of the same; *.expected is a PNG
of all their pictures below each other as ffmpeg shows them, turned. turned-by-45.mp4 is to be left as it is stored.
aspect-*.mp4 have pixels that are not square, and are expected in square ones.
sei-held.mp4 has the message of sei-90.mp4 at key frames only, where it is to hold until the next; ffmpeg forgets it.
"""
import json
import os
import re
import struct
import subprocess
import sys
from fractions import Fraction

import av
import numpy as np

WIDTH, HEIGHT = 64, 48


def picture(number):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    texture = 6 * np.sin((x + 3 * number) / 5.0) * np.cos((y - 2 * number) / 7.0)
    grey = np.clip(20 + 4 * number + texture, 0, 255).astype(np.uint8)
    return av.VideoFrame.from_ndarray(np.repeat(grey[:, :, None], 3, axis=2), format="rgb24")


def write(name, codec, options, times=None, frames=50, sound=None, **stream_options):
    """sound: seconds of a tone; 0 names a track in the header that holds nothing."""
    path = f"{out}/{name}"
    with av.open(path, "w", **stream_options) as file:
        video = file.add_stream(codec, rate=25, options=options)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        if times:
            video.codec_context.time_base = Fraction(1, 1000)
        audio = file.add_stream("aac", rate=16000, layout="mono") if sound is not None else None
        for i in range(frames):
            frame = picture(i)
            frame.pts, frame.time_base = (times[i], Fraction(1, 1000)) if times else (i, Fraction(1, 25))
            file.mux(video.encode(frame))
        file.mux(video.encode())
        if sound:
            tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(16000 * sound) / 16000)).astype(np.float32)
            for at in range(0, len(tone), 1024):
                piece = av.AudioFrame.from_ndarray(tone[None, at : at + 1024], format="fltp", layout="mono")
                piece.sample_rate, piece.pts, piece.time_base = 16000, at, Fraction(1, 16000)
                file.mux(audio.encode(piece))
            file.mux(audio.encode())
    return name


def shown(name):
    """Seconds from the first picture, and numbers."""
    with av.open(f"{out}/{name}") as file:
        stream = file.streams.video[0]
        stream.thread_count = 1
        seen = [(f.pts * f.time_base, round((float(f.to_ndarray(format="rgb24").mean()) - 20) / 4)) for f in file.decode(stream)]
    return [[float(t - seen[0][0]), n] for t, n in seen]


out = sys.argv[1]
os.makedirs(out, exist_ok=True)
x264 = "keyint={}:min-keyint={}:scenecut=0:bframes=3:b-pyramid=normal"
uneven, at = [], 0
for i in range(50):
    uneven.append(at)
    at += [20, 40, 100, 33, 250][i % 5]
made = [
    write("short-gops.mp4", "libx264", {"x264-params": x264.format(10, 10)}),
    write("open-gops.mkv", "libx264", {"x264-params": x264.format(10, 10) + ":open-gop=1"}),
    write("refresh.ts", "libx264", {"x264-params": "keyint=15:intra-refresh=1:bframes=0"}),
    write("uneven.mp4", "libx264", {"x264-params": x264.format(12, 12)}, times=uneven),
    write("vp9.webm", "libvpx-vp9", {"g": "10", "cpu-used": "8", "deadline": "realtime"}),
    write("sound.mp4", "libx264", {"x264-params": x264.format(25, 25)}, sound=2),
    write("empty-track.mkv", "libx264", {"x264-params": x264.format(25, 25)}, frames=5, sound=0),
]
# An edit list that begins within a group of pictures, and a start that is not zero.
for name, source, words in [
    ("edited.mp4", "short-gops.mp4", ["-ss", "0.56", "-i", "{}", "-c", "copy"]),
    ("late.mp4", "short-gops.mp4", ["-itsoffset", "3.3", "-i", "{}", "-c", "copy", "-copyts"]),
]:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *[w.format(f"{out}/{source}") for w in words],
                    "-fflags", "+bitexact", f"{out}/{name}"], check=True)
    made.append(name)
with open(f"{out}/clips.json", "w") as file:
    json.dump({name: shown(name) for name in made}, file, separators=(",", ":"))
    file.write("\n")


def corners(number):
    """Red grows to the right and green downwards, so that no turning or mirroring looks like another."""
    y, x = np.mgrid[0:TURNED_HEIGHT, 0:TURNED_WIDTH]
    colours = [40 + 160 * x // TURNED_WIDTH, 40 + 160 * y // TURNED_HEIGHT, np.full_like(x, 40 + 30 * number)]
    return av.VideoFrame.from_ndarray(np.stack(colours, axis=2).astype(np.uint8), format="rgb24")


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-nostdin", *words], check=True)


def write_corners(name, gop, aspect=None):
    with av.open(f"{out}/{name}", "w") as file:
        options = {"x264-params": x264.format(gop, gop) + ":bframes=0", "crf": "12"}
        video = file.add_stream("libx264", rate=25, options=options)
        video.width, video.height, video.pix_fmt = TURNED_WIDTH, TURNED_HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        if aspect:
            video.codec_context.sample_aspect_ratio = aspect
        for i in range(TURNED):
            frame = corners(i)
            frame.pts, frame.time_base = i, Fraction(1, 25)
            file.mux(video.encode(frame))
        file.mux(video.encode())


def write_message(name, gop, quarters, mirrored=0):
    """At each key frame the message that the picture is to be turned, counted against the clock."""
    write_corners("raw.h264", gop)
    stream = open(f"{out}/raw.h264", "rb").read()
    bits = f"0{mirrored:b}0{quarters << 14:016b}010" + "01"
    message = b"\0\0\0\1\6" + bytes([47, 3]) + int(bits, 2).to_bytes(3, "big") + b"\x80"
    with open(f"{out}/raw.h264", "wb") as file:
        file.write(re.sub(b"\0?\0\0\1\x65", lambda found: message + found[0], stream))
    ffmpeg("-r", "25", "-i", f"{out}/raw.h264", "-c", "copy", "-fflags", "+bitexact", f"{out}/{name}")
    os.remove(f"{out}/raw.h264")


def expect(name, size="iw:ih"):
    """All pictures below each other, as a PNG; ffmpeg turns before the filters."""
    colours = f"scale={size}:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=rgb24"
    ffmpeg("-i", f"{out}/{name}", "-vf", f"{colours},tile=1x{TURNED}", "-frames:v", "1", "-vsync", "0",
           "-fflags", "+bitexact", "-c:v", "png", "-f", "image2pipe", f"{out}/{name}.expected")


TURNED, TURNED_WIDTH, TURNED_HEIGHT = 6, 24, 16
write_corners("turned-1.mp4", 3)


def write_turned(name, source, a, b, c, d):
    upright = open(f"{out}/{source}", "rb").read()
    at = upright.index(b"tkhd") + 44
    matrix = struct.pack(">9i", round(a * 65536), round(b * 65536), 0, round(c * 65536), round(d * 65536), 0, 0, 0, 1 << 30)
    with open(f"{out}/{name}", "wb") as file:
        file.write(upright[:at] + matrix + upright[at + 36:])


# a, b, c, d by EXIF's number of the same turning; the last turns by an angle that is left alone.
matrices = {
    "1": (1, 0, 0, 1), "2": (-1, 0, 0, 1), "3": (-1, 0, 0, -1), "4": (1, 0, 0, -1),
    "5": (0, 1, 1, 0), "6": (0, 1, -1, 0), "7": (0, -1, -1, 0), "8": (0, -1, 1, 0),
    "by-45": (0.70711, 0.70711, -0.70711, 0.70711),
}
for name, matrix in matrices.items():
    write_turned(f"turned-{name}.mp4", "turned-1.mp4", *matrix)
    if len(name) == 1:
        expect(f"turned-{name}.mp4")
for name, quarters, mirrored in [("90", 1, 0), ("180", 2, 0), ("270-flip", 3, 1)]:
    write_message(f"sei-{name}.mp4", 1, quarters, mirrored)
    expect(f"sei-{name}.mp4")
write_message("sei-held.mp4", 3, 1)
# Pixels that are not square: 24 x 16 of them are shown as 32 x 16 and 20 x 16.
for name, aspect in [("4-3", Fraction(4, 3)), ("5-6", Fraction(5, 6))]:
    write_corners(f"aspect-{name}.mp4", 3, aspect)
    expect(f"aspect-{name}.mp4", "iw*sar:ih")
write_turned("aspect-4-3-turned-6.mp4", "aspect-4-3.mp4", *matrices["6"])
expect("aspect-4-3-turned-6.mp4", "iw:ih/sar")
