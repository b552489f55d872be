"""Rows of a preference data set to records as JSON Lines, media by their SHA-256 in one file beside them; nothing is decoded.

`rows.py NAME FILE OUT`: prints items, bytes read, seconds, peak bytes. The columns are those of aa-bench (schemas/adapters).
"""
import hashlib
import json
import os
import resource
import sys
import time

PARTS = ("image", "audio", "video")


def record(row, place, media):
    """The record in the form of schemas/record.schema.json."""
    parts = []
    for kind in PARTS:
        medium = row[kind]
        if medium is not None and medium["bytes"] is not None:
            digest = hashlib.sha256(medium["bytes"]).hexdigest()
            media(digest, medium["bytes"])
            parts.append({kind: digest})
    parts.append({"text": row["question"]})
    label = row["overall_response"]
    judgements = []
    if label in (1, 2):
        judgements.append({"criterion": "overall", "winner": label - 1, "loser": 2 - label})
    taken = ("id", "question", "response_1", "response_2", "overall_response") + PARTS
    return {
        "id": row["id"],
        "prompt": [{"role": "user", "parts": parts}],
        "candidates": [{"parts": [{"text": row["response_1"]}]}, {"parts": [{"text": row["response_2"]}]}],
        "judgements": judgements,
        "source": {"name": "aa-bench", "locator": place},
        "extra": {k: json.dumps(v) for k, v in row.items() if k not in taken and v is not None},
    }


def lines(load):
    def rows(path):
        with open(path, "rb") as file:
            for line in file:
                yield load(line)

    return rows


def orjson():
    import orjson

    return lines(orjson.loads), orjson.dumps


def standard():
    return lines(json.loads), lambda value: json.dumps(value, ensure_ascii=False).encode()


def pyarrow():
    import orjson
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(1)

    def rows(path):
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=100, use_threads=False):
                yield from batch.to_pylist()

    return rows, orjson.dumps


def polars():
    import orjson
    import polars

    return lambda path: polars.read_parquet(path).iter_rows(named=True), orjson.dumps


def duckdb():
    import duckdb
    import orjson

    def rows(path):
        connection = duckdb.connect()
        connection.execute("SET threads = 1")
        result = connection.execute("SELECT * FROM read_parquet(?)", [path])
        names = [column[0] for column in result.description]
        while batch := result.fetchmany(100):
            for row in batch:
                yield dict(zip(names, row))

    return rows, orjson.dumps


PEERS = {f.__name__: f for f in (orjson, standard, pyarrow, polars, duckdb)}


def main():
    if len(sys.argv) < 4:
        print("\n".join(PEERS))
        return
    os.environ["POLARS_MAX_THREADS"] = "1"
    rows, dumps = PEERS[sys.argv[1]]()
    path, out = sys.argv[2:4]
    started = time.perf_counter()
    seen = set()
    count = 0
    # The file's digest, as a release needs it.
    whole = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            whole.update(piece)
    with open(out, "wb") as file, open(out + ".media", "wb") as blobs:

        def media(digest, data):
            if digest not in seen:
                seen.add(digest)
                blobs.write(data)

        for row in rows(path):
            count += 1
            file.write(dumps(record(row, f"{os.path.basename(path)}:{count}", media)))
            file.write(b"\n")
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{count}\t{os.path.getsize(path)}\t{seconds:.6f}\t{peak}")


if __name__ == "__main__":
    main()
