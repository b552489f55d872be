"""The pictures on screen at 0, 0.5, … s, eight at most, stretched to 224 x 224: `video.py NAME FOLDER JOBS [MOST]`."""
import os

import measure

SIDE, FRAMES = 224, 8


def pyav():
    import av

    def go(path):
        count, wanted = 0, 0.0
        with av.open(path) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            for frame in container.decode(stream):
                if frame.time >= wanted - 1e-6:
                    frame.to_ndarray(format="rgb24", width=SIDE, height=SIDE)
                    count, wanted = count + 1, wanted + 0.5
                    if count == FRAMES:
                        break

    return go


def decord():
    import decord

    def go(path):
        reader = decord.VideoReader(path, width=SIDE, height=SIDE, num_threads=1)
        step = reader.get_avg_fps() / 2
        reader.get_batch([int(k * step) for k in range(FRAMES) if int(k * step) < len(reader)])

    return go


def torchcodec():
    import torch
    import torchvision.transforms.v2.functional as F
    from torchcodec.decoders import VideoDecoder

    torch.set_num_threads(1)

    def go(path):
        decoder = VideoDecoder(path, num_ffmpeg_threads=1, seek_mode="approximate")
        step = decoder.metadata.average_fps / 2
        wanted = [int(k * step) for k in range(FRAMES) if int(k * step) < decoder.metadata.num_frames]
        F.resize(decoder.get_frames_at(wanted).data, [SIDE, SIDE], antialias=True)

    return go


def opencv():
    # Otherwise its decoder takes as many threads as there are processors.
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "threads;1"
    import cv2

    cv2.setNumThreads(1)

    def go(path):
        capture = cv2.VideoCapture(path)
        step = capture.get(cv2.CAP_PROP_FPS) / 2
        wanted = {int(k * step) for k in range(FRAMES)}
        for index in range(max(wanted) + 1):
            if not capture.grab():
                break
            if index in wanted:
                _, frame = capture.retrieve()
                frame = cv2.resize(frame, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
                cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    return go


if __name__ == "__main__":
    measure.run({f.__name__: f for f in (pyav, decord, torchcodec, opencv)}, None, "mp4", "webm", "mkv")
