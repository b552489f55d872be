"""Preference pairs for PyTorch."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Sequence, Tuple

import torch
from torch.utils.data import IterableDataset, get_worker_info

from .preferences import TRL_COLUMNS, Paths, path_list, shared_token_pairs


class PreferenceDataset(IterableDataset):
    """The pairs of token shards: dicts of lists of ids under the columns' names.

    Groups go round in turn to the processes of torch.distributed and their workers, so together they give each pair
    once, and the same ones to the same worker every time. The order is that of the files.
    """

    def __init__(self, paths: Paths, columns: Sequence[str] = TRL_COLUMNS) -> None:
        super().__init__()
        self.paths = path_list(paths)
        self.columns = tuple(columns)

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        part, parts = _place()
        return shared_token_pairs(self.paths, part, parts, self.columns)


def _place() -> Tuple[int, int]:
    """Which of how many readers this one is."""
    rank, ranks = 0, 1
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        rank, ranks = torch.distributed.get_rank(), torch.distributed.get_world_size()
    worker = get_worker_info()
    if worker is None:
        return rank, ranks
    return rank * worker.num_workers + worker.id, ranks * worker.num_workers
