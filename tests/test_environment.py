"""The lists of packages agree: pyproject.toml asks, requirements.lock pins, environment.yml offers conda the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")

# conda-forge's name for what PyPI calls otherwise; its own `matplotlib` would add a Qt that no notebook needs.
PYPI_NAMES = {"matplotlib-base": "matplotlib"}

# Direct dependencies that the conda door leaves out, and why.
NOT_FROM_CONDA = {
    "fallline": "comes from this tree, through pip",
    "mypy": "needed by `make lint` only",
    "types-pyyaml": "needed by `make lint` only",
    "ruff": "needed by `make lint` only",
    "uv": "needed by `make setup` only",
    "playwright": "needed by the browser tests only",
}


def locked_versions(lock: str, python: str) -> dict[str, Version]:
    """Return the version that `lock` pins for each package on this Python, by canonical name."""
    lines = re.findall(r"^[A-Za-z0-9][^\\\n]*", lock, re.MULTILINE)
    pins = [Requirement(line.strip()) for line in lines]
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    return {
        canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
        for pin in pins
        if pin.marker is None or pin.marker.evaluate(here)
    }


def conda_specs(environment: str) -> dict[str, SpecifierSet]:
    """Return the range that `environment` allows for each conda package, by its name on PyPI."""
    specs = [spec for spec in yaml.safe_load(environment)["dependencies"] if isinstance(spec, str)]
    return dict(_conda_spec(spec) for spec in specs)


def _conda_spec(spec: str) -> tuple[str, SpecifierSet]:
    match = re.fullmatch(r"([a-z0-9-]+)(.*)", spec)
    assert match, f"{spec!r} is not `name` or `name` and a range without spaces, as conda wants it"
    name, version = match.groups()
    # To conda a single `=` means "begins with": numpy=2.5 is any 2.5.x.
    fuzzy = re.fullmatch(r"=([0-9.]+)", version)
    return PYPI_NAMES.get(name, name), SpecifierSet(f"=={fuzzy[1]}.*" if fuzzy else version)


def direct_dependencies() -> list[Requirement]:
    """Return what the two pyproject.toml files ask for, tools included."""
    grader = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    kit = tomllib.loads((ROOT / "kit/pyproject.toml").read_text("utf-8"))
    lists = (grader["project"]["dependencies"], kit["project"]["dependencies"], grader["dependency-groups"]["dev"])
    return [Requirement(line) for lines in lists for line in lines]


@pytest.fixture(scope="module")
def conda() -> dict[str, SpecifierSet]:
    """environment.yml, as ranges by name."""
    return conda_specs((ROOT / "environment.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def lock() -> str:
    """requirements.lock, as text."""
    return (ROOT / "requirements.lock").read_text("utf-8")


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_every_direct_dependency_at_a_version_that_was_asked_for(lock, python):
    """On each Python, each package of the two pyproject.toml files is pinned within its range."""
    versions = locked_versions(lock, python)
    for wanted in direct_dependencies():
        if wanted.name != "fallline":
            assert versions[canonicalize_name(wanted.name)] in wanted.specifier, wanted


def test_every_direct_dependency_is_offered_to_conda(conda):
    """A package that is added to a pyproject.toml must be added to environment.yml, or to the list of exceptions."""
    wanted = {canonicalize_name(dependency.name) for dependency in direct_dependencies()}
    assert wanted == (conda.keys() - {"python", "pip"}) | NOT_FROM_CONDA.keys()


def test_every_conda_version_is_the_locked_one(conda, lock):
    """Whoever comes through conda gets the versions that the tests ran with."""
    python = next(iter(conda["python"])).version.removesuffix(".*")
    versions = locked_versions(lock, python)
    strangers = {name: str(spec) for name, spec in conda.items() if name in versions and versions[name] not in spec}
    assert strangers == {}
    assert conda.keys() - versions.keys() == {"python", "pip"}
    assert all(len(spec) for name, spec in conda.items() if name != "pip"), "each conda package needs a version"


def test_conda_takes_both_packages_from_this_tree_and_the_rest_from_conda_forge():
    """No other channel may slip in, and pip may fetch nothing by name."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert environment["dependencies"][-1] == {"pip": ["-e ./kit", "-e ."]}


def test_the_lock_hashes_every_package_and_names_no_place_to_fetch_from(lock):
    """An index, a folder or an address in the lock would send users to somebody's private machine."""
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"^-.*|.* @ .*|.*file:.*|.*(?<!kit)/.*", lock, re.MULTILINE) == []


def test_a_version_that_drifts_is_noticed():
    """The comparison itself: a single `=` means any patch release, markers choose by Python, ranges are kept."""
    lock = "numpy==2.4.6 ; python_version < '3.12' \\\n    --hash=sha256:0\nnumpy==2.5.5 ; python_version >= '3.12'\n"
    specs = conda_specs("dependencies: [numpy=2.5, 'matplotlib-base>=3.8,<4', {pip: [x]}]")
    assert locked_versions(lock, "3.11")["numpy"] not in specs["numpy"]
    assert locked_versions(lock, "3.12")["numpy"] in specs["numpy"]
    assert Version("2.50.0") not in specs["numpy"]
    assert Version("4.0") not in specs["matplotlib"]
