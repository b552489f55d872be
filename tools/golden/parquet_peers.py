"""Whether others read what Sources/Parquet has written, for tools/parquet-peers.

Run: python3 tools/golden/parquet_peers.py FOLDER fixtures/parquet [-v]
Used with pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1, fastparquet 2026.9.0, datasets 5.2.0.

pyarrow must read exactly the rows of the fixtures, with page checksums verified. polars, DuckDB, fastparquet and Hugging
Face's datasets must read each column as pyarrow does; or, where they turn a type into another one or refuse it, must do with
the file what they do with the same rows written by pyarrow. -v tells why something is refused.
"""
import glob
import json
import math
import os
import sys

import duckdb
import fastparquet
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from parquet_rows import rows

# A script beside this one has the name of Hugging Face's library.
sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
os.environ["HF_HUB_OFFLINE"] = "1"
import datasets

datasets.disable_progress_bars()
folder, fixtures = sys.argv[1:3]


def twin(name):
    while not os.path.exists(f"{fixtures}/{name}.json"):
        name = name[: name.rindex("-")]
    return f"{fixtures}/{name}.json"


def plain(x):
    """Values of any library in one form."""
    if isinstance(x, np.ndarray):
        return [plain(v) for v in x.tolist()]
    if isinstance(x, np.generic):
        return plain(x.item())
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, float) and math.isnan(x):
        return "nan"
    if isinstance(x, (bytearray, memoryview)):
        return bytes(x)
    return x


def by_pyarrow(path, column):
    return pq.read_table(path, columns=[column]).column(0).to_pylist()


def by_polars(path, column):
    return pl.read_parquet(path, columns=[column])[column].to_list()


def by_duckdb(path, column):
    return duckdb.sql(f"""select "{column}" from read_parquet('{path}')""").to_arrow_table().column(0).to_pylist()


def by_fastparquet(path, column):
    """Outside lists, since it puts lists wrong in files of several pages, whoever wrote them. A null text is None or NaN with
    it, depending on whether the page has a dictionary."""
    file = fastparquet.ParquetFile(path)
    if any(c.max_repetition_level for c in pq.ParquetFile(path).schema if c.path.split(".")[0] == column):
        raise NotImplementedError
    frame = file.to_pandas(columns=[c for c in file.columns if c.split(".")[0] == column], categories=[])
    rows = [{k: None if v == "nan" else v for k, v in plain(row).items()} for row in frame.to_dict("records")]
    return [row[column] for row in rows] if list(frame.columns) == [column] else rows


def by_datasets(path, column):
    data = datasets.load_dataset("parquet", data_files=path, columns=[column], split="train", cache_dir=f"{folder}/cache")
    return data.with_format("arrow")[:].column(0).to_pylist()


def attempt(peer, path, column):
    """Its values as text; or that it refuses them."""
    try:
        return repr(plain(peer(path, column)))
    except (Exception, pl.exceptions.PanicException) as error:
        if "-v" in sys.argv:
            print(f"{os.path.basename(path)}: {column}: {peer.__name__[3:]}: {type(error).__name__}: {str(error)[:150]}")
        return "refused"


def control(table, name):
    """The same rows by pyarrow, in pages and row groups of about the same sizes."""
    path = f"{folder}/control"
    small = {"data_page_size": 100, "dictionary_pagesize_limit": 60, "write_batch_size": 1, "row_group_size": 20}
    sizes = {"b": small, "c": {"row_group_size": 7, "use_dictionary": False}}.get(name[-1], {})
    pq.write_table(table, path, compression="zstd", store_schema=False, **sizes)
    return path


def statistics_hold(path):
    """Whether they are right: smallest, largest and nulls of each column of each row group, where the column is outside lists."""
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        for i, column in enumerate(file.schema):
            stats = about.column(i).statistics
            if column.max_repetition_level > 0 or column.logical_type.type in ("DATE", "TIMESTAMP", "TIME"):
                continue
            values = file.read_row_group(group, columns=[column.path])
            while isinstance(values.schema[0].type, pa.StructType):
                values = values.flatten()
            values = values.column(0).to_pylist()
            there = [v for v in values if v is not None]
            if stats.null_count != len(values) - len(there):
                return False
            if stats.has_min_max and isinstance(stats.min, bytes):
                there = [v.encode() for v in there]
            if stats.has_min_max and (stats.min, stats.max) != (min(there), max(there)):
                return False
    return True


counts = {}
failed = False
for path in sorted(glob.glob(f"{folder}/*.parquet")):
    name = os.path.basename(path)[: -len(".parquet")]
    table = pq.ParquetFile(path, page_checksum_verification=True).read()
    if rows(path) != json.load(open(twin(name))):
        failed = True
        print(f"{name}: pyarrow reads other rows")
    if not statistics_hold(path):
        failed = True
        print(f"{name}: the statistics are wrong")
    columns = len(table.column_names)
    counts.setdefault("pyarrow", [0, 0, 0])[0] += columns
    for peer in (by_polars, by_duckdb, by_fastparquet, by_datasets):
        if peer is by_fastparquet and name.endswith("-b"):
            # It loses values where a column gives up its dictionary, in pyarrow's files too.
            continue
        if peer is by_datasets and name[-2:] in ("-b", "-c"):
            # It reads by pyarrow, and slowly.
            continue
        count = counts.setdefault(peer.__name__[3:], [0, 0, 0])
        for column in table.column_names:
            expected, got = attempt(by_pyarrow, path, column), attempt(peer, path, column)
            if got == expected and got != "refused":
                count[0] += 1
            elif got == (other := attempt(peer, control(table, name), column)):
                count[2 if got == "refused" else 1] += 1
            else:
                failed = True
                at = len(os.path.commonprefix([got, other]))
                got, other = got[max(0, at - 60) : at + 60], other[max(0, at - 60) : at + 60]
                print(f"{name}: {column}: {peer.__name__[3:]}: …{got} instead of …{other}")
if os.path.exists(f"{folder}/control"):
    os.remove(f"{folder}/control")
for peer, (same, alike, refused) in counts.items():
    print(f"{peer}: {same} columns as pyarrow, {alike} as from a file of pyarrow's, {refused} refused as from such a file")
sys.exit(failed)
