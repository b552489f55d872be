"""What pyarrow reads in a Parquet file, as JSON that tells every type apart (for tests of Sources/Parquet).

A structure is an object, a list an array; what JSON has no word for is an object with one key that begins with "$".
"""
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq


def double(x):
    return "nan" if x != x else struct.pack(">d", x).hex()


def value(s):
    """A pyarrow scalar."""
    if not s.is_valid:
        return None
    t = s.type
    if isinstance(t, pa.BaseExtensionType):
        return value(s.value)
    if pa.types.is_null(t):
        return None
    if pa.types.is_dictionary(t):
        return value(s.value)
    if pa.types.is_boolean(t) or pa.types.is_integer(t):
        return s.as_py()
    if pa.types.is_floating(t):
        return {"$double": double(float(s.as_py()))}
    if pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t):
        raw = s.as_buffer().to_pybytes()
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return {"$bytes": raw.hex()}
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_fixed_size_binary(t) or pa.types.is_binary_view(t):
        return {"$bytes": s.as_py().hex()}
    if pa.types.is_decimal(t):
        return {"$decimal": format(s.as_py(), "f")}
    if pa.types.is_date32(t):
        return {"$date": s.value}
    if pa.types.is_time(t):
        return {"$time": s.value, "unit": t.unit}
    if pa.types.is_timestamp(t):
        return {"$timestamp": s.value, "unit": t.unit, "utc": t.tz is not None}
    if pa.types.is_map(t):
        entries = s.values
        return {"$map": [[value(entries[i][0]), value(entries[i][1])] for i in range(len(entries))]}
    if pa.types.is_list(t) or pa.types.is_large_list(t) or pa.types.is_fixed_size_list(t):
        return [value(x) for x in s.values]
    if pa.types.is_struct(t):
        return {t.field(i).name: value(s[i]) for i in range(t.num_fields)}
    raise TypeError(f"{t}")


def rows(path, columns=None):
    table = pq.ParquetFile(path).read(columns=columns)
    columns = [c.combine_chunks() if c.num_chunks > 1 else (c.chunk(0) if c.num_chunks else []) for c in table.columns]
    return [{name: value(column[i]) for name, column in zip(table.column_names, columns)} for i in range(table.num_rows)]


def text(path):
    """All rows, one a line."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for row in rows(path)]
    return "[\n" + ",\n".join(lines) + "\n]\n"
