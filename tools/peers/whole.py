"""A folder with records.jsonl and its media, brought to one shape and stored: `whole.py NAME FOLDER JOBS OUT`.

Pictures to the middle 224 x 224, sounds to 16 kHz mono, clips to eight pictures of 224 x 224. `direct` is the fastest plain
Python we know (orjson, OpenCV, soundfile with soxr, PyAV, one process for each job, one output file); `datasets` is
datasets.map with Pillow, which is what people use. Prints items, bytes read, seconds, peak bytes (of the processes' sum).
"""
import io
import multiprocessing
import os
import resource
import shutil
import sys
import time

SIDE, RATE, FRAMES = 224, 16000, 8
folder = sys.argv[2] if len(sys.argv) > 2 else ""


def sound(path):
    import soundfile
    import soxr

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return soxr.resample(samples.mean(1), rate, RATE)


def clip(path):
    import av
    import numpy

    frames, wanted = [], 0.0
    with av.open(path) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for frame in container.decode(stream):
            if frame.time >= wanted - 1e-6:
                frames.append(frame.to_ndarray(format="rgb24", width=SIDE, height=SIDE))
                wanted += 0.5
                if len(frames) == FRAMES:
                    break
    return numpy.stack(frames)


def direct_row(line):
    import cv2
    import orjson

    cv2.setNumThreads(1)
    row = orjson.loads(line)
    media = b""
    if row["image"]:
        image = cv2.imread(os.path.join(folder, row["image"]))
        scale = SIDE / min(image.shape[:2])
        size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        y, x = (image.shape[0] - SIDE) // 2, (image.shape[1] - SIDE) // 2
        image = image[y : y + SIDE, x : x + SIDE]
        media = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    elif row["audio"]:
        media = (sound(os.path.join(folder, row["audio"])) * 32767).astype("int16").tobytes()
    elif row["video"]:
        media = clip(os.path.join(folder, row["video"])).tobytes()
    return orjson.dumps(row), media


def direct(jobs, out):
    count = 0
    with open(os.path.join(folder, "records.jsonl"), "rb") as rows, open(out, "wb") as file:
        with multiprocessing.Pool(jobs) as pool:
            for line, media in pool.imap(direct_row, rows, chunksize=4):
                file.write(line)
                file.write(media)
                count += 1
    os.remove(out)
    return count


def datasets_row(row):
    import numpy
    from PIL import Image

    out = {"pixels": None, "samples": None, "frames": None}
    if row["image"]:
        image = Image.open(os.path.join(folder, row["image"])).convert("RGB")
        scale = SIDE / min(image.size)
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.BICUBIC)
        x, y = (image.width - SIDE) // 2, (image.height - SIDE) // 2
        image = image.crop((x, y, x + SIDE, y + SIDE))
        stored = io.BytesIO()
        image.save(stored, "PNG", compress_level=1)
        out["pixels"] = stored.getvalue()
    elif row["audio"]:
        out["samples"] = (sound(os.path.join(folder, row["audio"])) * 32767).astype("int16").tobytes()
    elif row["video"]:
        out["frames"] = numpy.ascontiguousarray(clip(os.path.join(folder, row["video"]))).tobytes()
    return out


def datasets(jobs, out):
    import datasets

    datasets.disable_progress_bars()
    kinds = datasets.Value("binary")
    rows = datasets.load_dataset("json", data_files=os.path.join(folder, "records.jsonl"), split="train", cache_dir=out)
    features = datasets.Features(rows.features | {"pixels": kinds, "samples": kinds, "frames": kinds})
    rows = rows.map(datasets_row, num_proc=jobs if jobs > 1 else None, writer_batch_size=64, features=features)
    count = len(rows)
    shutil.rmtree(out)
    return count


PEERS = {f.__name__: f for f in (direct, datasets)}


def main():
    if len(sys.argv) < 5:
        print("\n".join(PEERS))
        return
    started = time.perf_counter()
    count = PEERS[sys.argv[1]](int(sys.argv[3]), sys.argv[4])
    seconds = time.perf_counter() - started
    size = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(folder) for f in fs)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The system keeps the largest child alone: of equal ones the sum is nearly that times their number.
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * int(sys.argv[3])
    print(f"{count}\t{size}\t{seconds:.6f}\t{(own + children) * 1024}")


if __name__ == "__main__":
    main()
