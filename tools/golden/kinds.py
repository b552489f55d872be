"""One small medium of each kind that is read, for the tests of decoding where nothing may be opened.

usage: python tools/golden/kinds.py fixtures/golden/kinds
       (Pillow 13.0.0, soundfile 0.14.0, PyAV 18.1.0 with their encoders; ffmpeg 5.1 on PATH; NumPy 2.4.6)
"""
import os
import subprocess
import sys

import av
import numpy as np
import soundfile
from PIL import Image

WIDTH, HEIGHT = 80, 64


def picture(number):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.stack([x * 5, y * 7, (x + y + 8 * number) * 3 % 256], -1).astype(np.uint8)


def tone(rate):
    t = np.arange(rate * 3 // 10) / rate
    return (0.4 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)


def clip(name, codec, sound=None, pixels="yuv420p", rate=25, **options):
    with av.open(name, "w") as file:
        video = file.add_stream(codec, rate=rate, options=options)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, pixels
        video.codec_context.thread_count = 1
        audio = file.add_stream(sound, rate=48000, layout="mono") if sound else None
        for i in range(6):
            file.mux(video.encode(av.VideoFrame.from_ndarray(picture(i), format="rgb24")))
        file.mux(video.encode())
        if audio:
            write_sound(file, audio)


def write_sound(file, stream):
    context = stream.codec_context
    frame = av.AudioFrame.from_ndarray(tone(48000)[None, :], format="flt", layout="mono")
    frame.sample_rate = 48000
    resampler = av.AudioResampler(
        format=context.format, layout="mono", rate=48000, frame_size=context.frame_size or None)
    for piece in resampler.resample(frame) + resampler.resample(None):
        file.mux(stream.encode(piece))
    file.mux(stream.encode())


def sound(name, codec, format):
    with av.open(name, "w", format=format) as file:
        write_sound(file, file.add_stream(codec, rate=48000, layout="mono"))


os.makedirs(sys.argv[1], exist_ok=True)
os.chdir(sys.argv[1])
image = Image.fromarray(picture(0))
image.save("progressive.jpg", progressive=True)
image.save("bitmap.bmp")
image.save("still.avif", quality=60)
image.save("lossy.webp")
for words in ["tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "lzma", "zstd"]:
    image.save(f"{words.split('_')[-1]}.tiff", compression=words)
image.convert("1").save("group4.tiff", compression="group4")

for name, rate, options in [
    ("adpcm.wav", 8000, {"subtype": "IMA_ADPCM"}), ("mulaw.au", 8000, {"subtype": "ULAW"}),
    ("whole.aiff", 8000, {}), ("alac.caf", 8000, {"subtype": "ALAC_16"}), ("whole.w64", 8000, {}),
    ("whole.flac", 8000, {}), ("vorbis.ogg", 16000, {}), ("opus.ogg", 48000, {"subtype": "OPUS"}), ("layer3.mp3", 16000, {}),
]:
    soundfile.write(name, tone(rate), rate, **options)
sound("frames.aac", "aac", "adts")
sound("aac.m4a", "aac", "ipod")
sound("alac.m4a", "alac", "ipod")

clip("h264.mp4", "libx264", "aac")
clip("hevc.mp4", "libx265", **{"x265-params": "log-level=none:pools=none"})
clip("av1.webm", "libsvtav1", preset="8")
clip("vp8.webm", "libvpx", "libopus")
clip("mpeg4.avi", "mpeg4", "libmp3lame")
clip("h264.flv", "libx264", "aac")
clip("mpeg2.ts", "mpeg2video", "mp2")
clip("mpeg1.mpg", "mpeg1video")
clip("prores.mov", "prores", pixels="yuv422p10le")
clip("ffv1.mkv", "ffv1")
subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", "ffv1.mkv", "-c:v", "libtheora", "theora.ogv"], check=True)
