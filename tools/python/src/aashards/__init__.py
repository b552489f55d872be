"""Reads `.aas` shards of preference data: records with media, token trees, packed plans.

>>> with aashards.open("records.aas") as reader:
...     for record in reader.records():
...         print(record["id"])
"""

from .errors import ShardError
from .layout import Limits
from .mapped import Shard, info
from .reader import Frame, Member, Reader
from .reader import open_stream as open
from .verify import Proof, Verified, prove, verify, verify_proof

__all__ = [
    "Frame", "Limits", "Member", "Proof", "Reader", "Shard", "ShardError", "Verified",
    "info", "open", "prove", "verify", "verify_proof",
]  # fmt: skip
__version__ = "0.1.0"
