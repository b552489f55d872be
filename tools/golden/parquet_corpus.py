"""What pyarrow reads in every file of a parquet-testing folder, for tools/parquet-corpus."""
import os
import sys

from parquet_rows import text

source, out = sys.argv[1:]
for folder, _, names in sorted(os.walk(source)):
    for name in sorted(names):
        if not name.endswith(".parquet"):
            continue
        path = os.path.join(folder, name)
        flat = os.path.relpath(path, source).replace("/", "--")
        try:
            rows = text(path)
        except Exception as error:
            with open(f"{out}/{flat}.error", "w") as f:
                f.write(f"{type(error).__name__}: {error}\n")
            continue
        with open(f"{out}/{flat}.json", "w") as f:
            f.write(rows)
