"""The data sets: the committed files, what the loaders make of them, and the model that was fitted on one of them."""

import hashlib
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from fallline import datasets
from fallline.datasets import animal_faces, digits, penguin_model, penguins, split
from fallline.errors import DatasetNotFound

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(autouse=True)
def _no_folder_of_the_developer(monkeypatch):
    """The tests read the committed files, whatever the environment says."""
    monkeypatch.delenv("FALLLINE_DATA", raising=False)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A place far from the repository, in which the kit believes to be installed."""
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "lib" / "site" / "fallline" / "datasets.py"))
    return tmp_path


def checksums():
    """Return the SHA-256 of each file that SHA256SUMS names."""
    lines = (DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def fitting_script() -> ModuleType:
    """Return data/penguin_model.py as a module."""
    spec = importlib.util.spec_from_file_location("penguin_model", DATA / "penguin_model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_files_have_their_checksums():
    """Each file named in SHA256SUMS has the bytes it was committed with."""
    assert {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in checksums()} == checksums()


def test_every_data_file_has_a_checksum():
    """No data file lies beside SHA256SUMS without being named in it."""
    assert sorted(checksums()) == sorted(file.name for file in [*DATA.glob("*.csv"), *DATA.glob("*.npz")])


def test_every_data_file_is_described():
    """README.md gives the name and the SHA-256 of each data file."""
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [part for pair in checksums().items() for part in pair if part not in text] == []


def test_penguins_are_numbers_with_labels():
    """X is (342, 4) float64 without a gap, y is (342,) int64 and counts from 0."""
    data = penguins()
    assert (data.X.shape, data.X.dtype) == ((342, 4), np.float64)
    assert (data.y.shape, data.y.dtype) == ((342,), np.int64)
    assert np.isfinite(data.X).all()
    assert set(data.y.tolist()) == {0, 1, 2}


def test_penguins_are_as_many_as_were_measured():
    """Of the published 152, 68 and 124 birds, one Adelie and one Gentoo were never measured."""
    data = penguins()
    assert dict(zip(data.species, np.bincount(data.y).tolist(), strict=True)) == {
        "Adelie": 152 - 1,
        "Chinstrap": 68,
        "Gentoo": 124 - 1,
    }


def test_penguins_have_the_published_means():
    """The columns stand in the order of their names: their means are those that are published for the data set."""
    data = penguins()
    means = dict(zip(data.features, data.X.mean(axis=0).round(2).tolist(), strict=True))
    assert means == {
        "bill length (mm)": 43.92,
        "bill depth (mm)": 17.15,
        "flipper length (mm)": 200.92,
        "body mass (g)": 4201.75,
    }


def test_each_species_has_its_published_mass():
    """The labels go with the right rows: the mean mass of each species is the published one."""
    data = penguins()
    masses = [round(data.X[data.y == label, 3].mean()) for label in range(3)]
    assert dict(zip(data.species, masses, strict=True)) == {"Adelie": 3701, "Chinstrap": 3733, "Gentoo": 5076}


def test_animal_faces_are_small_colour_pictures():
    """There are eight uint8 pictures with names, and the first five are the classes of the lecture's example."""
    faces = animal_faces()
    assert (faces.pictures.shape, faces.pictures.dtype) == ((8, 48, 48, 3), np.uint8)
    assert len(faces.names) == len(set(faces.names)) == 8
    assert faces.names[:5] == ("dog", "cat", "duck", "pig", "bird")
    assert {type(name) for name in faces.names} == {str}


def test_animal_faces_stand_upright_on_white_in_red_green_blue():
    """The corners are white, the fox is mostly red, the frog green, the bird blue; the duck's green head is on top."""
    faces = animal_faces()
    pictures = dict(zip(faces.names, faces.pictures.astype(float), strict=True))
    assert (faces.pictures[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 255).all()
    assert [int(pictures[name].mean(axis=(0, 1)).argmax()) for name in ("fox", "frog", "bird")] == [0, 1, 2]
    duck = pictures["duck"]
    row, column = np.argwhere(duck[..., 1] > np.maximum(duck[..., 0], duck[..., 2]) + 40).mean(axis=0)
    assert row < 12 < column < 24


def test_digits_are_ink_with_labels():
    """X is (1797, 64) float64 in sixteenths from 0 to 1, y is (1797,) int64, and there are as many as are published."""
    data = digits()
    assert (data.X.shape, data.X.dtype) == ((1797, 64), np.float64)
    assert (data.y.shape, data.y.dtype) == ((1797,), np.int64)
    assert set((data.X * 16).ravel().tolist()) == set(range(17))
    assert np.bincount(data.y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_digit_is_the_zero_that_everybody_knows():
    """Rows of X are read row by row from the top: the first picture is a ring of ink around an empty middle."""
    data = digits()
    assert data.y[:10].tolist() == list(range(10))
    first = data.images[0]
    assert (first[0] * 16).tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert (first[3:5, 3:5] == 0).all()
    assert np.shares_memory(data.images, data.X)


def test_digits_stand_upright():
    """A mean seven has most of its ink in the upper half; a mean one in the middle columns."""
    data = digits()
    seven, one = (data.images[data.y == digit].mean(axis=0) for digit in (7, 1))
    assert seven[:4].sum() > 1.15 * seven[4:].sum()
    assert one[:, 2:6].sum() > 0.9 * one.sum()


@pytest.mark.parametrize("load", [penguins, animal_faces, digits, penguin_model])
def test_arrays_may_be_overwritten(load):
    """Whoever overwrites the arrays of one call finds the next call's untouched."""
    first, again = [[part for part in parts(load()) if isinstance(part, np.ndarray)] for _ in range(2)]
    for array in first:
        array[...] = 99
    assert not any((array == 99).all() for array in [*again, *parts(load())] if isinstance(array, np.ndarray))


def parts(value):
    """Return the fields of a data set, or the entries of a tuple."""
    return value if isinstance(value, tuple) else tuple(vars(value).values())


def test_the_readers_own_folder_comes_first(monkeypatch, elsewhere):
    """A file in the folder that FALLLINE_DATA names is read, though the package has one of that name too."""
    chosen, package = elsewhere / "mine", elsewhere / "lib" / "site" / "fallline" / "data"
    for folder in (chosen, package):
        folder.mkdir(parents=True)
    lines = (DATA / "penguins.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (chosen / "penguins.csv").write_text("".join(lines[:6]), encoding="utf-8")
    shutil.copy(DATA / "penguins.csv", package)
    assert len(penguins().y) == 342
    monkeypatch.setenv("FALLLINE_DATA", str(chosen))
    assert len(penguins().y) == 5


def test_the_package_comes_before_the_repository(elsewhere):
    """An installed kit reads the files that were installed with it."""
    package, repository = elsewhere / "lib" / "site" / "fallline" / "data", elsewhere / "lib" / "data"
    for folder in (package, repository):
        folder.mkdir(parents=True)
    shutil.copy(DATA / "animal_faces.npz", package)
    (repository / "animal_faces.npz").write_bytes(b"not an archive")
    assert len(animal_faces().names) == 8


def test_a_folder_without_the_file_is_passed_over(monkeypatch, tmp_path):
    """FALLLINE_DATA may name a folder that holds only some of the files."""
    monkeypatch.setenv("FALLLINE_DATA", str(tmp_path))
    assert len(penguins().y) == 342


@pytest.mark.parametrize(
    ("load", "name"), [(penguins, "penguins.csv"), (animal_faces, "animal_faces.npz"), (digits, "digits8.npz")]
)
def test_a_missing_file_is_named_with_every_place(monkeypatch, elsewhere, load, name):
    """The error is a FileNotFoundError that names the file, each folder in order, and what to try."""
    monkeypatch.setenv("FALLLINE_DATA", str(elsewhere / "mine"))
    with pytest.raises(DatasetNotFound) as caught:
        load()
    said = str(caught.value)
    places = [elsewhere / "mine", elsewhere / "lib" / "site" / "fallline" / "data", elsewhere / "lib" / "data"]
    assert isinstance(caught.value, FileNotFoundError)
    assert said.startswith(f"There is no {name} in {places[0]}, nor in {places[1]}, nor in {places[2]}. Expected ")
    assert said.endswith("set the environment variable FALLLINE_DATA to the folder that holds the file.")


@pytest.mark.parametrize(("n", "fraction", "size"), [(342, 0.7, 239), (10, 0.25, 2), (2, 0.5, 1), (3, 0.5, 2)])
def test_a_split_puts_every_index_into_one_part(n, fraction, size):
    """The parts have no index in common, miss none, and the first has round(n * fraction)."""
    first, second = split(n, fraction, np.random.default_rng(5))
    assert (len(first), len(second)) == (size, n - size)
    assert sorted([*first.tolist(), *second.tolist()]) == list(range(n))
    assert first.dtype == second.dtype == np.int64


def test_a_split_follows_its_generator():
    """The same seed gives the same split; another seed, or the same generator used again, gives another."""
    same = [split(100, 0.6, np.random.default_rng(7))[0].tolist() for _ in range(2)]
    rng = np.random.default_rng(7)
    later = [split(100, 0.6, rng)[0].tolist() for _ in range(2)]
    assert same[0] == same[1] == later[0]
    other = split(100, 0.6, np.random.default_rng(8))[0].tolist()
    assert same[0] != later[1] != other != same[0]


def test_a_split_mixes_the_species():
    """The file is ordered by species; both parts of a split hold each of them in about its share."""
    y = penguins().y
    for part in split(len(y), 0.7, np.random.default_rng(0)):
        assert np.abs(np.bincount(y[part]) / len(part) - np.bincount(y) / len(y)).max() < 0.06


@pytest.mark.parametrize(("n", "fraction"), [(10, 0.0), (10, 1.0), (10, 0.01), (10, -0.2), (10, 70), (1, 0.5)])
def test_a_split_with_an_empty_part_is_refused(n, fraction):
    """A part without examples is an error that repeats the call and proposes a fraction."""
    said = rf"split\({n}, {fraction}\) puts .*; expected at least one example in each part; try a fraction such as 0\.7"
    with pytest.raises(ValueError, match=said):
        split(n, fraction, np.random.default_rng(0))


def test_the_model_is_as_good_as_its_docstring_says():
    """It is right on 236 of 239 and 101 of 103; all five errors take a Chinstrap for an Adelie."""
    data, (W, b) = penguins(), penguin_model()
    train, rest = split(342, 0.7, np.random.default_rng(0))
    Z = (data.X - data.X[train].mean(axis=0)) / data.X[train].std(axis=0)
    guess = np.argmax(Z @ W + b, axis=1)
    assert [int((guess[part] == data.y[part]).sum()) for part in (train, rest)] == [236, 101]
    wrong = guess != data.y
    assert [data.species[label] for label in data.y[wrong]] == ["Chinstrap"] * 5
    assert [data.species[label] for label in guess[wrong]] == ["Adelie"] * 5


def test_the_model_is_the_one_that_the_script_fits():
    """A fresh fit, rounded to two decimals, gives the weights and biases that the lessons use."""
    script, data = fitting_script(), penguins()
    train, _ = script.training_part()
    fitted = script.fit(script.standardised(data.X, train)[train], data.y[train])
    for frozen, fresh in zip(penguin_model(), fitted, strict=True):
        assert np.array_equal(frozen, fresh.round(2))


def test_the_fit_ends_at_the_minimum():
    """No small step in any direction lowers the loss that the model is said to minimise."""
    script, data = fitting_script(), penguins()
    train, _ = script.training_part()
    Z, y = script.standardised(data.X, train)[train], data.y[train]

    def loss(parameters):
        W, b = parameters[:12].reshape(4, 3), parameters[12:]
        scores = Z @ W + b
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y]) + 0.005 * np.sum(W**2)

    best = np.concatenate([part.ravel() for part in script.fit(Z, y)])
    steps = 1e-3 * np.vstack([np.eye(15), -np.eye(15)])
    assert min(loss(best + step) for step in steps) >= loss(best)
