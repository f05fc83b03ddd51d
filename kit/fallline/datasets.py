"""The data sets of the lessons: small, real, read from files that come with the course, never from a network.

What they are, where they come from and under which licence stands in ``data/README.md``.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fallline.errors import DatasetNotFound

_SPECIES = ("Adelie", "Chinstrap", "Gentoo")

# Column of the file, and what an axis of a figure says.
_FEATURES = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
}


# Compared by identity: `==` on a field that is an array has no single answer.
@dataclass(frozen=True, eq=False)
class Penguins:
    """Body measurements of N = 342 penguins, and the species of each.

    Attributes
    ----------
    X : (N, 4) float64
        Measurements, one penguin a row, not standardised; the columns are named in `features`.
    y : (N,) int64
        Labels: ``species[y[i]]`` is the species of penguin ``i``.
    features : tuple of 4 str
        Name and unit of each column of `X`.
    species : tuple of 3 str
        Names of the classes, in the order of their labels.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    features: tuple[str, ...]
    species: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class AnimalFaces:
    """Small colour pictures of K = 8 animals, one of each.

    Attributes
    ----------
    pictures : (K, 48, 48, 3) uint8
        Red, green and blue from 0 to 255 on white; ``plt.imshow(pictures[0])`` shows the dog.
    names : tuple of K str
        The animals; the first five are dog, cat, duck, pig, bird.
    """

    pictures: NDArray[np.uint8]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Digits:
    """Small grey pictures of N = 1797 handwritten digits, and which digit each shows.

    Attributes
    ----------
    X : (N, 64) float64
        Amount of ink from 0 (none) to 1 in the pixels of a picture, one picture a row, each read row by row from the
        top left. The file counts in sixteenths.
    y : (N,) int64
        Labels: ``y[i]`` is the digit itself, 0 to 9.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64]

    @property
    def images(self) -> NDArray[np.float64]:
        """The rows of `X` as pictures, (N, 8, 8): ``plt.imshow(images[0], cmap="gray_r")`` shows a zero."""
        return self.X.reshape(-1, 8, 8)


def penguins() -> Penguins:
    """Return the Palmer penguins whose measurements are complete, as fresh arrays that may be overwritten.

    Returns
    -------
    Penguins
        151 Adelie, 68 Chinstrap and 123 Gentoo penguins. The file keeps each species together: shuffle or `split`.

    Raises
    ------
    DatasetNotFound
        If ``penguins.csv`` is not where the course keeps its data.
    """
    with _find("penguins.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Penguins(
        X=np.array([[float(row[column]) for column in _FEATURES] for row in rows]),
        y=np.array([_SPECIES.index(row["species"]) for row in rows], dtype=np.int64),
        features=tuple(_FEATURES.values()),
        species=_SPECIES,
    )


def animal_faces() -> AnimalFaces:
    """Return eight small pictures of animals, as a fresh array that may be overwritten.

    Raises
    ------
    DatasetNotFound
        If ``animal_faces.npz`` is not where the course keeps its data.
    """
    with np.load(_find("animal_faces.npz"), allow_pickle=False) as archive:
        return AnimalFaces(pictures=archive["pictures"], names=tuple(archive["names"].tolist()))


def digits() -> Digits:
    """Return 1,797 handwritten digits of 8 by 8 pixels, as fresh arrays that may be overwritten.

    Returns
    -------
    Digits
        174 to 183 of each digit, from 13 writers, whose names are not told: after a `split` both parts hold digits of
        the same hands.

    Raises
    ------
    DatasetNotFound
        If ``digits8.npz`` is not where the course keeps its data.
    """
    with np.load(_find("digits8.npz"), allow_pickle=False) as archive:
        return Digits(X=archive["X"] / 16.0, y=archive["y"].astype(np.int64))


def split(n: int, fraction: float, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split the indices 0 to ``n - 1`` at random into two parts, such as training and validation.

    Parameters
    ----------
    n : int
        Number of examples.
    fraction : float
        Share of the first part, above 0 and below 1; it gets ``round(n * fraction)`` indices.
    rng : np.random.Generator
        Decides who goes where: the same state gives the same split.

    Returns
    -------
    first, second : int64 arrays
        Every index stands in exactly one of them, in random order.

    Raises
    ------
    ValueError
        If one of the parts would be empty.
    """
    size = round(n * fraction)
    if not 0 < size < n:
        raise ValueError(
            f"split({n}, {fraction}) puts {size} of {n} examples into the first part; "
            "expected at least one example in each part; try a fraction such as 0.7"
        )
    order = rng.permutation(n).astype(np.int64)
    return order[:size], order[size:]


def penguin_model() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a trained linear model for the penguins: scores ``f = Z @ W + b`` for standardised measurements ``Z``.

    It was fitted by gradient descent on mean cross-entropy + 0.005 Σ W² over the 239 penguins of the first part of
    ``split(342, 0.7, np.random.default_rng(0))``, then rounded to two decimals: ``data/penguin_model.py`` does it.
    ``Z`` is standardised with the mean and the standard deviation (``ddof=0``) of the same 239.

    It is right on 236 of the 239 and on 101 of the other 103; each of its five errors takes a Chinstrap for an Adelie.

    Returns
    -------
    W : (4, 3) float64
        Weights: one row a measurement, one column a species.
    b : (3,) float64
        Biases.
    """
    W = np.array(
        [
            [-1.92, 1.59, 0.33],
            [1.09, 0.24, -1.33],
            [-0.36, -0.57, 0.93],
            [0.22, -1.13, 0.91],
        ]
    )
    return W, np.array([0.56, -0.30, -0.26])


def _find(name: str) -> Path:
    """Return the path of a data file, from the first folder that holds it."""
    folders = _folders()
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise DatasetNotFound(
        f"There is no {name} in {', nor in '.join(str(folder) for folder in folders)}. "
        f"Expected the {name} that comes with the course. "
        "Install fallline again, or set the environment variable FALLLINE_DATA to the folder that holds the file."
    )


def _folders() -> list[Path]:
    """Return where data files may lie: the reader's own choice, the installed package, the repository."""
    package = Path(__file__).resolve().parent
    chosen = os.environ.get("FALLLINE_DATA")
    return [*([Path(chosen)] if chosen else []), package / "data", package.parent.parent / "data"]
