"""Hostile, broken and odd honest submissions, one module a group; see ``entry`` for how one is written down."""

from __future__ import annotations

from importlib import import_module

from corpus.entry import Entry, registered

GROUPS = ("honest", "roster", "leak", "tamper", "forge", "wire", "resource", "host", "notebook", "bundle")


def entries() -> list[Entry]:
    """Return every entry of every group, in the order in which they are written."""
    for group in GROUPS:
        import_module(f"corpus.{group}")
    return registered()
