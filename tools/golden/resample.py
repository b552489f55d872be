"""What soxr makes of four signals, for the tests of resampling.

usage: python tools/golden/resample.py fixtures/golden/resample        (soxr 1.1.0, soundfile 0.14.0, numpy 2.4.6)

One 24-bit WAV for each pair of rates: a tenth of a second, its channels noise, sweep, speech, music. The signals are sums
of sines that the tests make themselves, all below 0.45 of the lower rate:
  noise   400 sines, frequencies and phases from a linear congruential generator
  sweep   a linear chirp from 0 to 0.45 of the lower rate
  speech  harmonics of 120 Hz under two formants, switched at 4 Hz
  music   three chords of decaying partials
"""
import os
import sys

import numpy as np
import soundfile
import soxr

TAU = 2 * np.pi


def signals(rate, lower):
    t = np.arange(rate // 10) / rate
    top = 0.45 * lower
    state, noise = 1, np.zeros_like(t)

    def draw():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 40) / 2**24

    for _ in range(400):
        f, phase = top * draw(), TAU * draw()
        noise += 0.01 * np.sin(TAU * f * t + phase)
    sweep = 0.5 * np.sin(TAU * top * t * t / 0.2)
    speech = np.zeros_like(t)
    for k in range(1, 25):
        f = 120.0 * k
        if f < top:
            speech += 0.1 * (1 / (1 + ((f - 700) / 200) ** 2) + 1 / (1 + ((f - 1800) / 300) ** 2)) * np.sin(TAU * f * t)
    speech *= 0.5 - 0.5 * np.cos(TAU * 4 * t)
    music = np.zeros_like(t)
    for note in (220.0, 277.18, 329.63):
        for k in range(1, 9):
            if note * k < top:
                music += 0.1 / k * np.exp(-3.0 * k * t) * np.sin(TAU * note * k * t)
    return np.stack([noise, sweep, speech, music], axis=1).astype(np.float32)


out = sys.argv[1]
os.makedirs(out, exist_ok=True)
for source in (48000, 44100, 22050, 8000):
    for target in (16000, 24000, 44100):
        if source == target:
            continue
        wanted = soxr.resample(signals(source, min(source, target)), source, target, quality="HQ")
        soundfile.write(f"{out}/{source}-{target}.wav", wanted, target, subtype="PCM_24")
