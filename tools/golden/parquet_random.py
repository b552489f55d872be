"""Random Parquet files for tools/parquet-corpus: parquet_random.py COUNT SEED FOLDER

Schemas of every type in any nesting, by pyarrow with random page versions, sizes, encodings and codecs; the same rows by
polars, DuckDB and fastparquet where they take them.
"""
import datetime as dt
import decimal
import os
import random
import sys

import duckdb
import fastparquet
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

count, seed, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
os.makedirs(out, exist_ok=True)
rng = random.Random(seed)
CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
WORDS = ["", "a", "été", "日本語", "😀", "hello world", "the quick brown fox " * 5]


def integer(bits, signed):
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return lambda: rng.choice([low, high, rng.randint(low, high), rng.randint(0, 9), rng.randint(0, 9)])


def leaf():
    """A type, and what makes its values."""
    kinds = [
        (pa.bool_(), lambda: rng.random() < 0.7),
        (pa.int8(), integer(8, True)),
        (pa.int16(), integer(16, True)),
        (pa.int32(), integer(32, True)),
        (pa.int64(), integer(64, True)),
        (pa.uint8(), integer(8, False)),
        (pa.uint32(), integer(32, False)),
        (pa.uint64(), integer(64, False)),
        (pa.float16(), lambda: np.float16(rng.gauss(0, 9))),
        (pa.float32(), lambda: rng.choice([0.0, -0.0, rng.gauss(0, 9)])),
        (pa.float64(), lambda: rng.choice([0.0, float("inf"), float("nan"), rng.gauss(0, 9)])),
        (pa.string(), lambda: rng.choice(WORDS)),
        (pa.string(), lambda: f"{rng.choice(WORDS)}{rng.randint(0, 999)}"),
        (pa.binary(), lambda: rng.randbytes(rng.choice([0, 3, 40]))),
        (pa.binary(7), lambda: rng.randbytes(7)),
        (pa.date32(), lambda: dt.date(1970, 1, 1) + dt.timedelta(rng.randint(-9999, 9999))),
        (pa.time64("us"), lambda: dt.time(rng.randint(0, 23), 1, 2, rng.randint(0, 999999))),
        (pa.timestamp("ms"), lambda: dt.datetime(2000, 1, 1) + dt.timedelta(milliseconds=rng.randint(-(10**11), 10**11))),
        (pa.timestamp("us", "UTC"), lambda: dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(microseconds=rng.randint(0, 10**15))),
        (pa.decimal128(9, 2), lambda: decimal.Decimal(rng.randint(-(10**9) + 1, 10**9 - 1)).scaleb(-2)),
        (pa.decimal128(25, 5), lambda: decimal.Decimal(rng.randint(-(10**24), 10**24)).scaleb(-5)),
    ]
    return rng.choice(kinds)


def optional(make, nulls):
    return lambda: None if rng.random() < nulls else make()


def field(depth):
    kind = rng.random()
    if depth >= 4 or kind < 0.5:
        type, make = leaf()
    elif kind < 0.75:
        inner, element = field(depth + 1)
        longest = rng.choice([1, 3, 12])
        type, make = pa.list_(inner), lambda: [element() for _ in range(rng.randint(0, longest))]
    elif kind < 0.95:
        parts = {name: field(depth + 1) for name in "abcd"[: rng.randint(1, 4)]}
        type = pa.struct([(name, t) for name, (t, _) in parts.items()])
        make = lambda: {name: m() for name, (_, m) in parts.items()}
    else:
        inner, value = field(depth + 1)
        type, make = pa.map_(pa.string(), inner), lambda: [(f"k{i}", value()) for i in range(rng.randint(0, 3))]
    return type, optional(make, rng.choice([0, 0, 0.05, 0.5]))


ENCODINGS = {
    pa.int32(): ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    pa.int64(): ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    pa.string(): ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    pa.binary(): ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    pa.binary(7): ["PLAIN", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"],
    pa.float32(): ["PLAIN", "BYTE_STREAM_SPLIT"],
    pa.float64(): ["PLAIN", "BYTE_STREAM_SPLIT"],
    pa.bool_(): ["PLAIN", "RLE"],
}


def leaves(type, path):
    if pa.types.is_struct(type):
        return [x for f in type for x in leaves(f.type, f"{path}.{f.name}")]
    if pa.types.is_map(type):
        return leaves(pa.string(), f"{path}.key_value.key") + leaves(type.item_type, f"{path}.key_value.value")
    if pa.types.is_list(type):
        return leaves(type.value_type, f"{path}.list.element")
    return [(path, type)]


for i in range(count):
    columns = {f"c{k}": field(0) for k in range(rng.randint(1, 6))}
    n = rng.choice([1, 8, 100, 700])
    table = pa.table({name: pa.array([make() for _ in range(n)], type) for name, (type, make) in columns.items()})
    options = {
        "compression": rng.choice(CODECS),
        "data_page_version": rng.choice(["1.0", "2.0"]),
        "data_page_size": rng.choice([32, 500, 1 << 20]),
        "write_batch_size": rng.choice([1, 7, 1024]),
        "row_group_size": rng.choice([3, 90, 1 << 20]),
        "dictionary_pagesize_limit": rng.choice([20, 1 << 20]),
        "write_page_checksum": rng.random() < 0.5,
        "store_schema": rng.random() < 0.5,
        "version": rng.choice(["1.0", "2.6"]),
    }
    if rng.random() < 0.6:
        all_leaves = [x for name, (type, _) in columns.items() for x in leaves(type, name)]
        options["use_dictionary"] = False
        options["column_encoding"] = {path: rng.choice(ENCODINGS.get(type, ["PLAIN"])) for path, type in all_leaves}
    pq.write_table(table, f"{out}/{i:05}-pyarrow.parquet", **options)
    rows = table
    # Others refuse some types, or turn them into others, which is as well.
    try:
        pl.from_arrow(table).write_parquet(
            f"{out}/{i:05}-polars.parquet", compression=rng.choice(["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"]),
            data_page_size=rng.choice([100, None]), row_group_size=rng.choice([50, None]))
    except BaseException as error:
        print(f"{i}: polars: {str(error).splitlines()[0][:100]}")
    try:
        duckdb.sql(
            f"COPY (SELECT * FROM rows) TO '{out}/{i:05}-duckdb.parquet' (FORMAT parquet, PARQUET_VERSION {rng.choice(['V1', 'V2'])}, "
            f"COMPRESSION {rng.choice(['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])})")
    except Exception as error:
        print(f"{i}: duckdb: {str(error).splitlines()[0][:100]}")
    flat = table.select([name for name, (type, _) in columns.items() if not pa.types.is_nested(type) and not pa.types.is_decimal(type)])
    if flat.num_columns:
        try:
            fastparquet.write(
                f"{out}/{i:05}-fastparquet.parquet", flat.to_pandas(), compression=rng.choice(["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "BROTLI"]),
                row_group_offsets=rng.choice([50, 10**6]), write_index=False)
        except Exception as error:
            print(f"{i}: fastparquet: {str(error).splitlines()[0][:100]}")
for name in os.listdir(out):
    if os.path.getsize(f"{out}/{name}") < 12:
        os.remove(f"{out}/{name}")
