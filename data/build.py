"""Rebuild the files of data/ from packages of PyPI and npm, byte for byte.

    python data/build.py           # into data/ itself
    python data/build.py FOLDER    # somewhere else, to compare: diff FOLDER/SHA256SUMS data/SHA256SUMS

Nobody needs this to take or to grade the course: the committed files are the truth, and this script is their pedigree.
Every download is pinned by its SHA-256.

Needed to build only: ``pip`` and ``npm`` with access to their registries; the Python packages numpy, pillow and
cairosvg; the Cairo library (``libcairo2`` in Debian). The committed files were made with numpy 2.0.2 and again, byte
for byte, with 2.4.6; pillow 13.0.0, cairosvg 2.9.1, Cairo 1.16.0. Another Cairo may shift a colour of a picture by a
grey level; the measurements cannot change.
"""

import csv
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cairosvg
import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Package:
    """A package of a registry, asked for by name and version, and the SHA-256 that its file must have.

    A package with a wheel for each platform needs ``options`` that name one: the pinned file is then found everywhere.
    """

    client: str
    requirement: str
    sha256: str
    options: tuple[str, ...] = ()


PENGUINS = Package(
    client="pip",
    requirement="palmerpenguins==0.1.6",
    sha256="5c3be9af84dd703a25f1aaeadeac6ac770cfd38c1620d00089f581c023129ee0",
)
NOTO = Package(
    client="npm",
    requirement="@iconify-json/noto@1.2.9",
    sha256="3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
)
DIGITS = Package(
    client="pip",
    requirement="scikit-learn==1.9.1",
    sha256="52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df",
    options=(
        "--python-version=3.11",
        "--implementation=cp",
        "--abi=cp311",
        "--platform=manylinux_2_28_x86_64",
    ),
)

PENGUIN_COLUMNS = ("species", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")

# Our name and Noto's. The first five are the classes of the lecture's running example, in the order of its scores.
ANIMALS = {
    "dog": "dog-face",
    "cat": "cat-face",
    "duck": "duck",
    "pig": "pig-face",
    "bird": "bird",
    "fox": "fox",
    "frog": "frog",
    "rabbit": "rabbit-face",
}
SIDE = 48  # pixels
# Pictures are drawn this much larger and averaged: the mean of 64 pixels depends less on how Cairo smooths an edge.
FINER = 8


class BuildError(Exception):
    """A file of data/ cannot be rebuilt here."""


def download(package: Package) -> bytes:
    """Return the file of ``package``, fetched by its registry's own client.

    Raises
    ------
    BuildError
        If the client is not installed, or the file is not the pinned one.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [*_client(package.client), *package.options, package.requirement]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (file,) = Path(folder).iterdir()
        content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != package.sha256:
        raise BuildError(
            f"{package.requirement} arrived with SHA-256 {found}; expected {package.sha256}; "
            "find out why it changed before you pin another"
        )
    return content


def _client(name: str) -> list[str]:
    """Return the command that fetches one package, whose name follows, into the working directory."""
    if name == "pip":
        # A wheel only: building a source distribution would run its code.
        return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError("there is no npm here; expected it on PATH; install Node.js")
    return [npm, "pack", "--silent", "--ignore-scripts"]


def penguins_csv(wheel: bytes) -> bytes:
    """Return the table of the penguins that were measured, values written as in the source.

    Rows with a missing measurement are dropped; only the columns ``PENGUIN_COLUMNS`` are kept.
    """
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        source = archive.read("palmerpenguins/data/penguins.csv").decode("utf-8")
    rows = [[row[column] for column in PENGUIN_COLUMNS] for row in csv.DictReader(io.StringIO(source))]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(PENGUIN_COLUMNS)
    writer.writerows(row for row in rows if "NA" not in row)
    return table.getvalue().encode("utf-8")


def digits_npz(wheel: bytes) -> bytes:
    """Return an archive of ``X`` (1797, 64) uint8, one picture a row, 0 to 16, and the digits ``y`` (1797,) uint8."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        source = gzip.decompress(archive.read("sklearn/datasets/data/digits.csv.gz")).decode("ascii")
    table = np.loadtxt(io.StringIO(source), delimiter=",").astype(np.uint8)
    return _archive(X=table[:, :-1], y=table[:, -1])


def animal_faces_npz(tarball: bytes) -> bytes:
    """Return an archive of ``names`` (K,) str and ``pictures`` (K, SIDE, SIDE, 3) uint8, in the order of `ANIMALS`."""
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        member = archive.extractfile("package/icons.json")
        if member is None:
            raise BuildError(f"{NOTO.requirement} holds no icons.json as a file; expected one; look at its layout")
        drawings = json.load(member)
    pictures = np.stack([picture(drawings, name) for name in ANIMALS.values()])
    return _archive(names=np.array(list(ANIMALS)), pictures=pictures)


def _archive(**arrays: NDArray[Any]) -> bytes:
    """Return the content of an .npz file that holds ``arrays`` by name."""
    content = io.BytesIO()
    # Not compressed: what zlib makes of the same pixels differs between its versions.
    # In C order, whatever way the arrays were cut from others: the order would be a byte of the file.
    np.savez(content, **{name: np.ascontiguousarray(array) for name, array in arrays.items()})
    return content.getvalue()


def picture(drawings: dict[str, Any], name: str) -> NDArray[np.uint8]:
    """Return the drawing ``name`` as (SIDE, SIDE, 3) RGB on white."""
    width, height = drawings["width"], drawings["height"]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}">{drawings["icons"][name]["body"]}</svg>'
    )
    side = SIDE * FINER
    png = cairosvg.svg2png(svg.encode("utf-8"), output_width=side, output_height=side, background_color="white")
    fine = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.float64)
    pooled: NDArray[np.float64] = fine.reshape(SIDE, FINER, SIDE, FINER, 3).mean(axis=(1, 3))
    return np.rint(pooled).astype(np.uint8)


def build(folder: Path) -> None:
    """Write every data file, and their SHA256SUMS, into ``folder``."""
    files = {
        "animal_faces.npz": animal_faces_npz(download(NOTO)),
        "digits8.npz": digits_npz(download(DIGITS)),
        "penguins.csv": penguins_csv(download(PENGUINS)),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")


def main(arguments: list[str]) -> None:
    """Build into the folder that is named, or into the one this script lies in."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    build(folder)
    print((folder / "SHA256SUMS").read_text(encoding="ascii"), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
