"""Take the data sets, which lie outside this folder, into the wheel as `fallline/data`."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PATTERNS = ("*.npz", "*.csv", "README.md", "LICENSE*")  # The last two say under which licence each set is.


class DataSets(BuildHookInterface):
    """Adds the files of `data/`, found beside `kit/` in the repository and inside it in an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to include; none for an editable install, which reads the repository's own."""
        # A `fallline/data` copied into site-packages would hide the package that an editable install points to.
        if version == "editable":
            return
        root = Path(self.root)
        for folder in (root / "data", root.parent / "data"):
            for pattern in PATTERNS:
                for file in sorted(folder.glob(pattern)):
                    build_data["force_include"].setdefault(str(file), f"fallline/data/{file.name}")
