"""Small Parquet files by four writers for Tests/ParquetTests, each with its rows as pyarrow reads them.

Run: python3 tools/golden/parquet.py fixtures/parquet
Made with pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1, fastparquet 2026.9.0.
"""
import datetime as dt
import decimal
import json
import os
import random
import sys
import uuid

import duckdb
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from parquet_rows import text as rows_text

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
rng = random.Random(11)


def done(name, twin=None):
    """Writes the rows of a file beside it. Files with the same rows share those of `twin`, the beginning of their names."""
    twin = twin or name
    assert name.startswith(twin)
    rows = rows_text(f"{out}/{name}.parquet")
    path = f"{out}/{twin}.json"
    if twin in twins:
        assert open(path).read() == rows, name
    twins.add(twin)
    with open(path, "w") as f:
        f.write(rows)


twins = set()


def save(name, table, twin=None, **options):
    options = {"compression": "none", "store_schema": False, **options}
    pq.write_table(table, f"{out}/{name}.parquet", **options)
    done(name, twin)


def maybe(make, nulls=0.2):
    return None if rng.random() < nulls else make()


def many(make, n, nulls=0.2):
    return [maybe(make, nulls) for _ in range(n)]


def text():
    return rng.choice(["", "a", "été", "日本語", "😀" * 3, "hello world " * rng.randint(1, 4), str(rng.random())])


def blob():
    return bytes(rng.getrandbits(8) for _ in range(rng.randint(0, 24)))


def bits(n):
    return lambda: rng.choice([0, 1, -1, -(2 ** (n - 1)), 2 ** (n - 1) - 1, rng.getrandbits(n) - 2 ** (n - 1)])


def unsigned(n):
    return lambda: rng.choice([0, 1, 2**n - 1, rng.getrandbits(n)])


def real():
    return rng.choice([0.0, -0.0, 1.5, -2.25, float("inf"), float("-inf"), float("nan"), rng.gauss(0, 1e6)])


def number(digits, scale):
    return lambda: decimal.Decimal(rng.choice([0, 1, -1, rng.randint(-(10**digits) + 1, 10**digits - 1)])).scaleb(-scale, decimal.Context(prec=80))


def types(n, nulls=0.2):
    """Every type that pyarrow writes."""
    epoch = dt.datetime(1970, 1, 1)
    micro = lambda: rng.randint(-(10**15), 10**16)
    c = {
        "bool": pa.array(many(lambda: rng.random() < 0.5, n, nulls), pa.bool_()),
        "i8": pa.array(many(bits(8), n, nulls), pa.int8()),
        "i16": pa.array(many(bits(16), n, nulls), pa.int16()),
        "i32": pa.array(many(bits(32), n, nulls), pa.int32()),
        "i64": pa.array(many(bits(64), n, nulls), pa.int64()),
        "u8": pa.array(many(unsigned(8), n, nulls), pa.uint8()),
        "u16": pa.array(many(unsigned(16), n, nulls), pa.uint16()),
        "u32": pa.array(many(unsigned(32), n, nulls), pa.uint32()),
        "u64": pa.array(many(unsigned(64), n, nulls), pa.uint64()),
        "f16": pa.array(many(lambda: np.float16(rng.gauss(0, 10)), n, nulls), pa.float16()),
        "f32": pa.array(many(real, n, nulls), pa.float32()),
        "f64": pa.array(many(real, n, nulls), pa.float64()),
        "text": pa.array(many(text, n, nulls), pa.string()),
        "large": pa.array(many(text, n, nulls), pa.large_string()),
        "blob": pa.array(many(blob, n, nulls), pa.binary()),
        "fixed": pa.array(many(lambda: bytes(rng.getrandbits(8) for _ in range(5)), n, nulls), pa.binary(5)),
        "date": pa.array(many(lambda: rng.randint(-(10**6), 10**5), n, nulls), pa.int32()).cast(pa.date32()),
        "t_ms": pa.array(many(lambda: rng.randint(0, 86399999), n, nulls), pa.int32()).cast(pa.time32("ms")),
        "t_us": pa.array(many(lambda: rng.randint(0, 86399999999), n, nulls), pa.int64()).cast(pa.time64("us")),
        "t_ns": pa.array(many(lambda: rng.randint(0, 86399999999999), n, nulls), pa.int64()).cast(pa.time64("ns")),
        "ts_ms": pa.array(many(micro, n, nulls), pa.int64()).cast(pa.timestamp("ms")),
        "ts_us": pa.array(many(micro, n, nulls), pa.int64()).cast(pa.timestamp("us", "UTC")),
        "ts_ns": pa.array(many(micro, n, nulls), pa.int64()).cast(pa.timestamp("ns")),
        "d5": pa.array(many(number(5, 2), n, nulls), pa.decimal128(5, 2)),
        "d18": pa.array(many(number(18, 9), n, nulls), pa.decimal128(18, 9)),
        "d38": pa.array(many(number(38, 10), n, nulls), pa.decimal128(38, 10)),
        "d76": pa.array(many(number(76, 0), n, nulls), pa.decimal256(76, 0)),
        "uuid": pa.ExtensionArray.from_storage(pa.uuid(), pa.array(many(lambda: uuid.UUID(int=rng.getrandbits(128)).bytes, n, nulls), pa.binary(16))),
        "nothing": pa.nulls(n),
    }
    return pa.table(c)


# Types, codecs, page versions.
table = types(12)
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    for version in ["1.0", "2.0"]:
        save(f"types-{codec}-v{version[0]}", table, "types", compression=codec, data_page_version=version, write_page_checksum=codec in ("none", "zstd"))
save("types-plain", types(16), use_dictionary=False)
save("types-required", types(10, 0).drop(["nothing"]), use_dictionary=False)
strict = types(10, 0).drop(["nothing"])
save("types-not-null", strict.cast(pa.schema([f.with_nullable(False) for f in strict.schema])), use_dictionary=["text", "i32"])
save("types-arrow-schema", types(20).drop(["large"]), store_schema=True)
decimals = types(30).select(["d5", "d18", "d38"])
save("decimals-as-integers", decimals, store_decimal_as_integer=True)
times = types(30).select(["ts_ns"])
save("int96", times, use_deprecated_int96_timestamps=True)
save("no-rows", types(0))
save("no-columns", pa.table({}))
save("all-null", pa.table({"a": pa.array([None] * 500, pa.int32()), "b": pa.array([None] * 500, pa.string())}))

# Encodings. Small pages, so that there are many.
n = 300
walk = [0]
for _ in range(n - 1):
    walk.append(walk[-1] + rng.randint(-5, 9))
series = {
    "walk": pa.array([None if rng.random() < 0.1 else v for v in walk], pa.int64()),
    "wild": pa.array(many(bits(64), n, 0.1), pa.int64()),
    "wild32": pa.array(many(bits(32), n, 0), pa.int32()),
    "same": pa.array([7] * n, pa.int32()),
    "words": pa.array(sorted(f"prefix/{rng.randint(0, 99)}/{text()}" for _ in range(n)), pa.string()),
    "bytes": pa.array(many(blob, n, 0.1), pa.binary()),
    "keys": pa.array(sorted(bytes([rng.randint(0, 3), rng.randint(0, 3), rng.randint(0, 255)]) for _ in range(n)), pa.binary(3)),
    "f32": pa.array(many(lambda: rng.gauss(0, 1), n, 0.1), pa.float32()),
    "f64": pa.array(many(lambda: rng.gauss(0, 1), n, 0), pa.float64()),
    "f16": pa.array([np.float16(rng.gauss(0, 1)) for _ in range(n)], pa.float16()),
    "flags": pa.array([rng.random() < 0.02 for _ in range(n)], pa.bool_()),
}


def encoded(name, columns, encoding, **options):
    table = pa.table({k: series[k] for k in columns})
    for version in ["1.0", "2.0"]:
        save(f"{name}-v{version[0]}", table, name, use_dictionary=False, column_encoding={k: encoding for k in columns}, data_page_version=version, data_page_size=512, write_batch_size=64, **options)


encoded("delta-binary-packed", ["walk", "wild", "wild32", "same"], "DELTA_BINARY_PACKED")
encoded("delta-length-byte-array", ["words", "bytes"], "DELTA_LENGTH_BYTE_ARRAY", compression="zstd")
encoded("delta-byte-array", ["words", "bytes", "keys"], "DELTA_BYTE_ARRAY", compression="zstd")
encoded("byte-stream-split", ["f32", "f64", "wild", "wild32", "keys", "f16"], "BYTE_STREAM_SPLIT", compression="zstd")
encoded("rle-booleans", ["flags"], "RLE")
encoded("plain", ["flags", "wild", "f32", "bytes"], "PLAIN", compression="snappy")
table = pa.table({"d": pa.array([rng.choice(["alpha", "beta", "gamma", None]) for _ in range(n)]), "many": pa.array([f"value {i}" for i in range(n)])})
# The dictionary of `many` grows too large in the middle.
save("dictionary-v1", table, "dictionary", dictionary_pagesize_limit=2048, data_page_size=256, write_batch_size=32, compression="zstd")
save("dictionary-v2", table, "dictionary", dictionary_pagesize_limit=2048, data_page_size=256, write_batch_size=32, compression="zstd", data_page_version="2.0", row_group_size=250)


# For damage: a few hundred bytes, so that every one of them can be changed.
tiny = pa.table(
    {
        "n": pa.array([5, None, 7, 5], pa.int32()),
        "s": pa.array(["ab", "", None, "ab"]),
        "l": pa.array([[True], [], None, [False, None]], pa.list_(pa.bool_())),
    }
)
less = {"write_statistics": False, "row_group_size": 3}
save("tiny-plain", tiny, "tiny", use_dictionary=False, **less)
save("tiny-dictionary", tiny, "tiny", compression="snappy", data_page_version="2.0", **less)
save("tiny-delta", tiny, "tiny", compression="zstd", use_dictionary=False, column_encoding={"n": "DELTA_BINARY_PACKED", "s": "DELTA_BYTE_ARRAY", "l.list.element": "RLE"}, **less)
required = pa.schema([pa.field("n", pa.int64(), nullable=False)])
save("checksums", pa.table({"n": pa.array([i * 1000003 for i in range(48)], pa.int64())}, required), use_dictionary=False, write_statistics=False, write_page_checksum=True, data_page_size=128, write_batch_size=16)

# Nesting.
def nested(kind, depth=0):
    """A value of a type that `pa_type` names."""
    if kind[0] == "leaf":
        return {"i": lambda: rng.randint(0, 9), "s": text, "b": blob, "f": lambda: rng.random()}[kind[1]]()
    if kind[0] == "list":
        return [maybe(lambda: nested(kind[1])) for _ in range(rng.choice([0, 1, 2, 3]))]
    if kind[0] == "map":
        return [(str(i) + text(), maybe(lambda: nested(kind[1]))) for i in range(rng.choice([0, 1, 2]))]
    return {k: maybe(lambda: nested(v)) for k, v in kind[1].items()}


def pa_type(kind):
    if kind[0] == "leaf":
        return {"i": pa.int32(), "s": pa.string(), "b": pa.binary(), "f": pa.float64()}[kind[1]]
    if kind[0] == "list":
        return pa.list_(pa_type(kind[1]))
    if kind[0] == "map":
        return pa.map_(pa.string(), pa_type(kind[1]))
    return pa.struct([(k, pa_type(v)) for k, v in kind[1].items()])


I, S, B, F = [("leaf", x) for x in "isbf"]
shapes = {
    "ints": ("list", I),
    "matrix": ("list", ("list", I)),
    "deep": ("list", ("list", ("list", S))),
    "message": ("list", ("struct", {"role": S, "content": S, "images": ("list", ("struct", {"bytes": B, "path": S}))})),
    "point": ("struct", {"x": F, "inner": ("struct", {"y": I, "tags": ("list", S)})}),
    "lookup": ("map", I),
    "index": ("map", ("list", ("struct", {"k": S, "v": ("map", S)}))),
}
columns = {k: pa.array([maybe(lambda: nested(kind)) for _ in range(60)], pa_type(kind)) for k, kind in shapes.items()}
for version in ["1.0", "2.0"]:
    save(f"nested-v{version[0]}", pa.table(columns), "nested", data_page_version=version, data_page_size=128, write_batch_size=8, row_group_size=25, compression="zstd")
save("nested-old-names", pa.table(columns).slice(0, 30), use_compliant_nested_type=False, compression="snappy")
strict = pa.schema([pa.field("a", pa.list_(pa.field("element", pa.int32(), nullable=False)), nullable=False), pa.field("s", pa.struct([pa.field("x", pa.int64(), nullable=False), pa.field("y", pa.string())]), nullable=False)])
save("nested-not-null", pa.Table.from_pylist([{"a": list(range(i % 4)), "s": {"x": i, "y": maybe(text)}} for i in range(40)], strict))
save("wide-list", pa.table({"tokens": pa.array([list(range(i, i + 3000)) for i in range(2)], pa.list_(pa.int32()))}), data_page_size=1000, write_batch_size=100, compression="zstd")


# What Hugging Face's datasets library writes.
def features(f):
    return {b"huggingface": json.dumps({"info": {"features": f}}).encode()}


value = lambda t: {"dtype": t, "_type": "Value"}
image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
rows = [{"image": maybe(lambda: {"bytes": maybe(blob), "path": maybe(lambda: f"{rng.randint(0, 99)}.png")}, 0.1), "label": i % 3} for i in range(30)]
save("hf-image", pa.Table.from_pylist(rows, pa.schema([("image", image), ("label", pa.int64())], features({"image": {"_type": "Image"}, "label": {"names": ["a", "b", "c"], "_type": "ClassLabel"}}))), compression="snappy", store_schema=True, row_group_size=10)
message = pa.struct([("content", pa.string()), ("role", pa.string())])
rows = [{"prompt": text(), "chosen": [{"content": text(), "role": r} for r in ("user", "assistant")], "rejected": [{"content": text(), "role": r} for r in ("user", "assistant")], "score_chosen": rng.random() * 10} for _ in range(20)]
save("hf-messages", pa.Table.from_pylist(rows, pa.schema([("prompt", pa.string()), ("chosen", pa.list_(message)), ("rejected", pa.list_(message)), ("score_chosen", pa.float64())], features({"prompt": value("string"), "chosen": [{"content": value("string"), "role": value("string")}]}))), compression="snappy", store_schema=True)
# A sequence of structures is there a structure of sequences.
sequence = pa.struct([("model", pa.list_(pa.string())), ("response", pa.list_(pa.string())), ("rating", pa.list_(pa.float32()))])
rows = [{"instruction": text(), "completions": (lambda k: {"model": [text() for _ in range(k)], "response": [text() for _ in range(k)], "rating": [maybe(lambda: 1.5) for _ in range(k)]})(rng.randint(0, 4))} for _ in range(20)]
save("hf-sequences", pa.Table.from_pylist(rows, pa.schema([("instruction", pa.string()), ("completions", sequence)])), compression="snappy", store_schema=True)
save("hf-fixed-list", pa.table({"embedding": pa.array([[float(i), 0.5] for i in range(10)], pa.list_(pa.float32(), 2))}), store_schema=False)

# Polars.
frame = pl.DataFrame(
    {
        "i": pl.Series(many(bits(64), 50), dtype=pl.Int64),
        "u": pl.Series(many(unsigned(16), 50), dtype=pl.UInt16),
        "s": pl.Series(many(text, 50), dtype=pl.String),
        "b": pl.Series(many(blob, 50), dtype=pl.Binary),
        "f": pl.Series(many(lambda: rng.random(), 50), dtype=pl.Float32),
        "o": pl.Series(many(lambda: rng.random() < 0.5, 50), dtype=pl.Boolean),
        "d": pl.Series(many(lambda: dt.date(2000, 1, 1) + dt.timedelta(rng.randint(-9999, 9999)), 50), dtype=pl.Date),
        "t": pl.Series(many(lambda: dt.datetime(2000, 1, 1) + dt.timedelta(microseconds=rng.randint(0, 10**15)), 50), dtype=pl.Datetime("us", "UTC")),
        "m": pl.Series(many(number(10, 3), 50), dtype=pl.Decimal(10, 3)),
        "l": pl.Series([maybe(lambda: [maybe(text) for _ in range(rng.randint(0, 3))]) for _ in range(50)], dtype=pl.List(pl.String)),
        "r": pl.Series([{"bytes": maybe(blob), "path": maybe(text)} for _ in range(50)], dtype=pl.Struct({"bytes": pl.Binary, "path": pl.String})),
        "c": pl.Series(many(lambda: rng.choice(["x", "y"]), 50), dtype=pl.Categorical),
    }
)
for codec in ["uncompressed", "zstd", "snappy", "gzip", "lz4", "brotli"]:
    frame.write_parquet(f"{out}/polars-{codec}.parquet", compression=codec, row_group_size=20, data_page_size=300, use_pyarrow=False)
    done(f"polars-{codec}", "polars")

# DuckDB.
db = duckdb.connect()
db.execute(
    """create table t as select i::bigint i, (i * 7 % 256)::utinyint u, case when i % 5 = 0 then null else 'text ' || (i % 9) end s,
       case when i % 4 = 0 then null else encode('blob' || i) end b, i / 7.0::double f, (i % 3 = 0) o, date '2001-02-03' + i::int d,
       time '01:02:03' + to_seconds(i) ti, timestamp '2001-02-03 04:05:06' + to_hours(i) t, timestamptz '2001-02-03 04:05:06+00' + to_hours(i) tz,
       (i * 1.25)::decimal(9, 2) m, (i * 1000000000.5)::decimal(30, 3) m2, case when i % 6 = 0 then null else [i, null, i + 1][:i % 4] end l,
       {'bytes': case when i % 3 = 0 then null else encode('x') end, 'path': 'p' || i} r, map {'k' || (i % 2): [i]} mp, i::hugeint % 3 = 0 h,
       uuid '12345678-1234-1234-1234-1234567890ab' id, (case when i % 2 = 0 then 'red' else 'green' end)::enum('red', 'green') e from range(30) r(i)"""
)
for codec in ["uncompressed", "snappy", "zstd", "gzip", "lz4_raw", "brotli"]:
    for version in ["V1", "V2"]:
        path = f"duckdb-{codec}-{version.lower()}"
        db.execute(f"copy (select * from t) to '{out}/{path}.parquet' (format parquet, compression {codec}, parquet_version {version}, row_group_size 2048)")
        done(path, "duckdb")

# fastparquet.
frame = pd.DataFrame(
    {
        "i": np.arange(30, dtype="int64") * 3,
        "f": np.linspace(0, 1, 30),
        "s": [None if i % 7 == 0 else f"text {i % 5}" for i in range(30)],
        "b": [f"bytes {i}".encode() for i in range(30)],
        "o": [i % 3 == 0 for i in range(30)],
        "t": pd.date_range("2020-01-01", periods=30, freq="h"),
        "c": pd.Categorical([["x", "y", "z"][i % 3] for i in range(30)]),
        "n": pd.array([None if i % 4 == 0 else i for i in range(30)], dtype="Int32"),
    }
)
for codec in ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "BROTLI"]:
    name = f"fastparquet-{codec.lower()}"
    fastparquet.write(f"{out}/{name}.parquet", frame, compression=codec, row_group_offsets=[0, 11, 20], object_encoding={"s": "utf8", "b": "bytes"})
    done(name, "fastparquet")
fastparquet.write(f"{out}/fastparquet-int96.parquet", frame[["i", "t"]], times="int96")
done("fastparquet-int96")
