"""Parquet files to Python's objects, row by row, and back into a file.

`parquet_rows.py NAME read FILE` or `parquet_rows.py NAME copy FILE OUT`: prints rows, bytes of the file, seconds, peak bytes. One thread.
fastparquet is left out: it gives no lists of structures.
"""
import importlib
import os
import resource
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", POLARS_MAX_THREADS="1")
path, out = sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else None


def pyarrow(mode):
    import pyarrow
    import pyarrow.parquet as pq

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    with pq.ParquetFile(path) as file:
        batches = file.iter_batches(batch_size=1000, use_threads=False)
        if mode == "read":
            for batch in batches:
                yield from batch.to_pylist()
            return
        schema = file.schema_arrow
        rows = []
        with pq.ParquetWriter(out, schema, compression="zstd", write_page_checksum=True) as writer:
            for batch in batches:
                for row in batch.to_pylist():
                    rows.append(row)
                    yield row
                if len(rows) >= 10000:
                    writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                    rows = []
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))


def polars(mode):
    import polars as pl

    frame = pl.read_parquet(path)
    rows = []
    for row in frame.iter_rows(named=True):
        if mode == "copy":
            rows.append(row)
        yield row
    if mode == "copy":
        pl.DataFrame(rows, schema=frame.schema).write_parquet(out, compression="zstd")


def duckdb(mode):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    result = connection.execute("SELECT * FROM read_parquet(?)", [path])
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(1000):
        for row in batch:
            yield dict(zip(names, row))


# A program that runs for hours does not notice its imports.
importlib.import_module("pyarrow.parquet" if sys.argv[1] == "pyarrow" else sys.argv[1])
started = time.perf_counter()
count = sum(1 for _ in globals()[sys.argv[1]](sys.argv[2]))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(f"{count}\t{os.path.getsize(path)}\t{seconds:.6f}\t{peak}")
