"""Any sound to 16 kHz, mono, float: `audio.py NAME FOLDER JOBS [MOST]`."""
import io

import measure

RATE = 16000


def read(path):
    with open(path, "rb") as file:
        return io.BytesIO(file.read())


def librosa():
    import librosa

    return lambda path: librosa.load(read(path), sr=RATE, mono=True)


def soxr():
    import soundfile
    import soxr

    def go(path):
        samples, rate = soundfile.read(read(path), dtype="float32", always_2d=True)
        soxr.resample(samples.mean(1), rate, RATE, quality="HQ")

    return go


def torchcodec():
    import torch
    from torchcodec.decoders import AudioDecoder

    torch.set_num_threads(1)
    return lambda path: AudioDecoder(read(path), sample_rate=RATE, num_channels=1).get_all_samples()


def pyav():
    import av

    def go(path):
        with av.open(read(path)) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                resampler.resample(frame)
            resampler.resample(None)

    return go


if __name__ == "__main__":
    measure.run({f.__name__: f for f in (librosa, soxr, torchcodec, pyav)}, None, "wav", "flac", "ogg", "mp3")
