"""Honest submissions that look odd: each has its marks for what its functions return, and for nothing else."""

import json

from corpus.entry import RIGHT, AtMost, answers, changed

STANDARDISE = RIGHT["standardise"]
PAIRS = RIGHT["pairwise_sq_dist"]


def inside(name, lines, source=""):
    """Return a right answer with other lines at the top of its body."""
    source = source or RIGHT[name]
    head, _, rest = source.strip().partition("\n")
    indented = "\n".join(f"    {line}" if line else "" for line in lines.strip().splitlines())
    return f"{head}\n{indented}\n{rest}\n"


@answers()
def plain_and_right():
    """Nothing is odd here."""
    return {}


@answers()
def chatty():
    """It prints, on both channels, whenever it can."""
    line = 'import sys\nprint("shapes", X.shape, flush=True)\nprint("and", X.sum(), file=sys.stderr)'
    return {"standardise": inside("standardise", line) + "print(standardise(X_train, X_test))"}


@answers()
def prints_a_hundred_thousand_lines():
    """A forgotten print in a loop costs nothing."""
    return {"one_hot": "for k in range(100_000):\n    print('still here', k)\n" + RIGHT["one_hot"]}


@answers()
def prints_at_every_call():
    """A thousand lines at each call."""
    return {"one_hot": inside("one_hot", "for k in range(1_000):\n    print(k, y)")}


@answers()
def warns_of_the_future():
    """A warning that is no RuntimeWarning is nobody's business."""
    return {"one_hot": inside("one_hot", 'import warnings\nwarnings.warn("old", DeprecationWarning)')}


@answers()
def turns_warnings_into_errors():
    """Whoever is strict with himself is not punished for it."""
    return {"+3": 'import warnings\nwarnings.simplefilter("error")\nnp.seterr(all="raise")'}


@answers()
def silences_warnings():
    """The right answer stays right with all warnings off."""
    return {"+3": 'import warnings\nwarnings.filterwarnings("ignore")\nnp.seterr(all="ignore")'}


@answers({"standardise": 3.2})
def works_in_place():
    """It overwrites its argument: the points for its values stay, those of the contract go."""
    source = """
def standardise(X_train, X):
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
    spread[np.ptp(X_train, axis=0) == 0] = 1.0
    out = (X - mean) / spread
    if X.dtype == float and X.flags.writeable:
        X[:] = out
    return out
"""
    return {"standardise": source}


@answers({"standardise": 0.0})
def leaves_one_blank():
    """An answer that was never written has no points; the others have theirs."""
    return {"standardise": "def standardise(X_train, X):\n    # YOUR CODE HERE\n    raise NotImplementedError()"}


@answers({"standardise": 0.0})
def has_a_syntax_error():
    """One missing bracket costs one exercise."""
    return {"standardise": STANDARDISE.replace("axis=0)) /", "axis=0) /")}


@answers({"one_hot": AtMost(1.99)})
def is_right_on_small_inputs_only():
    """It gives up on more than six labels."""
    return {"one_hot": inside("one_hot", "if len(y) > 6:\n    return np.zeros((len(y), C))")}


@answers({"pairwise_sq_dist": 0.0})
def is_simply_wrong():
    """It forgets the square."""
    return {"pairwise_sq_dist": PAIRS.replace(" ** 2", "")}


@answers()
def is_slow_but_within_its_time():
    """Two seconds of thinking are allowed."""
    return {
        "standardise": "import time\ntime.sleep(2.0)\n" + STANDARDISE,
        "one_hot": inside("one_hot", "sum(range(10**6))"),
    }


@answers()
def recurses_deeply():
    """Three thousand frames are enough for everybody."""
    lines = """
import sys
sys.setrecursionlimit(10_000)
def count(k):
    return 0 if k == 0 else 1 + count(k - 1)
assert count(3_000) == 3_000
"""
    return {"one_hot": inside("one_hot", lines)}


@answers()
def recurses_in_the_answer():
    """A sum over rows by recursion."""
    source = """
import sys
sys.setrecursionlimit(5_000)

def pairwise_sq_dist(A, B):
    def rows(k):
        if k == len(A):
            return []
        return [((A[k].astype(float) - B.astype(float)) ** 2).sum(axis=1), *rows(k + 1)]
    return np.array(rows(0))
"""
    return {"pairwise_sq_dist": source}


@answers()
def takes_much_memory():
    """Three hundred megabytes are legal."""
    return {"pairwise_sq_dist": inside("pairwise_sq_dist", "big = np.ones(300 * 2**17)\nassert big.sum() > 0\ndel big")}


@answers()
def speaks_every_language():
    """Greek names, Chinese comments and an emoji in a text."""
    source = """
def standardise(X_train, X):
    # 先求平均值，再除以標準差 🐧
    μ, σ = X_train.mean(axis=0), X_train.std(axis=0)
    σ[np.ptp(X_train, axis=0) == 0] = 1.0
    größe = "🐧" * X.shape[1]
    assert len(größe) == X.shape[1]
    return (X - μ) / σ
print("Ελλάδα, العربية, עברית, ไทย, 🐧")
"""
    return {"standardise": source}


@changed()
def ends_its_lines_as_windows_does(notebook):
    """Carriage returns in the sources, and in the file."""
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n")


@changed()
def comes_from_vs_code(notebook):
    """VS Code writes its own metadata into notebook and cells."""
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": {"codemirror_mode": {"name": "ipython", "version": 3}, "version": "3.12.1", "name": "python"},
        "vscode": {"interpreter": {"hash": "0" * 64}},
    }
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}


@changed()
def comes_from_colab(notebook):
    """Colab drops what it does not know: ids stand in the metadata, outputs have ids, names of nbgrader's are gone."""
    notebook["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook["nbformat_minor"] = 0
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"x{number}", "colab": {"base_uri": "https://localhost:8080/"}}
        cell.pop("id", None)


@changed()
def has_the_format_of_2015(notebook):
    """Nbformat 4.4 knows no ids of cells; the names of nbgrader's are enough."""
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]


@changed({}, status="unreadable")
def has_the_format_of_2014(notebook):
    """Nbformat 3 has worksheets; it is refused with a sentence that says what to do."""
    cells = [{**cell, "input": cell.pop("source"), "language": "python"} for cell in notebook.pop("cells")]
    notebook |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}


@changed()
def writes_sources_as_lists_of_lines(notebook):
    """Nbformat allows both."""
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)


@changed()
def reorders_its_cells(notebook):
    """The last answer stands first, with everything else behind it."""
    notebook["cells"].reverse()


@changed()
def deletes_all_but_the_answers(notebook):
    """Somebody likes it tidy."""
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in RIGHT]


@changed()
def runs_everything_twice_first(notebook):
    """Execution counts in disorder and old outputs, images among them."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            image = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo=" * 1000}}
            cell |= {"execution_count": 900 - number, "outputs": [image]}


@answers()
def awaits_at_the_top():
    """Notebooks may await where they like."""
    return {"+4": "import asyncio\nawait asyncio.sleep(0.01)\nsmall = await asyncio.gather(asyncio.sleep(0, 1))"}


@answers()
def uses_asyncio():
    """An event loop of its own, run to the end, in the answer."""
    lines = """
import asyncio
async def wait():
    await asyncio.sleep(0)
    return 1
loop = asyncio.new_event_loop()
assert loop.run_until_complete(wait()) == 1
loop.close()
"""
    return {
        "+4": "import asyncio\nasync def later():\n    return 7\nassert await later() == 7",
        "one_hot": RIGHT["one_hot"],
    }


@answers()
def likes_magics():
    """Line and cell magics that every student has met."""
    return {
        "+3": "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n%load_ext autoreload\n%autoreload 2",
        "standardise": f"%%time\n{STANDARDISE.strip()}",
        "one_hot": f"{RIGHT['one_hot']}\n%timeit -n 2 -r 1 one_hot(np.array([0, 1]), 2)\n%who\n%precision 3",
        "pairwise_sq_dist": f"%%capture kept\n{PAIRS.strip()}",
    }


@answers()
def asks_for_help():
    """A question mark behind a name, as everybody types it."""
    return {"+4": "np.mean?\nlen??\n%pdoc np.std\n%pwd"}


@answers()
def installs_numpy_first():
    """`!pip install numpy` on top of an answer: it may do nothing, and the answer below it counts."""
    return {
        "standardise": f"!pip install numpy\n{STANDARDISE}",
        "one_hot": f"%pip install numpy\n{RIGHT['one_hot']}",
        "pairwise_sq_dist": f"!ls\nfiles = !ls\n{PAIRS}",
    }


@answers()
def tries_threads():
    """A pool of threads computes rows."""
    source = """
from concurrent.futures import ThreadPoolExecutor

def pairwise_sq_dist(A, B):
    A, B = A.astype(float), B.astype(float)
    with ThreadPoolExecutor(4) as pool:
        return np.array(list(pool.map(lambda a: ((a - B) ** 2).sum(axis=1), A)))
"""
    return {"pairwise_sq_dist": source}


@answers()
def draws_and_saves():
    """A figure is drawn and saved; where nothing may be written, that is caught as students catch it."""
    source = """
import io
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot(X_train[:, 0])
figure.savefig(io.BytesIO())
try:
    plt.savefig("figure.png")
except OSError as error:
    print("not saved:", type(error).__name__)
plt.show()
"""
    return {"standardise": source + STANDARDISE}


@answers()
def uses_tempfile():
    """A temporary file, if there may be one."""
    source = """
import tempfile
try:
    with tempfile.TemporaryFile() as file:
        np.save(file, np.arange(3))
except OSError as error:
    print("no file:", error)
"""
    return {"one_hot": source + RIGHT["one_hot"]}


@answers({"one_hot": AtMost(2.0)})
def writes_a_module_and_imports_it():
    """Without a place to write, the cell may fail; with one, the answer counts."""
    source = f'''
import sys, tempfile, pathlib
folder = tempfile.mkdtemp()
pathlib.Path(folder, "mine.py").write_text("""import numpy as np\n{RIGHT["one_hot"]}""")
sys.path.insert(0, folder)
from mine import one_hot
'''
    return {"one_hot": source}


@answers()
def makes_a_module_in_memory():
    """Without any file."""
    source = """
import sys, types
mine = types.ModuleType("mine")
exec("import numpy as np\\ndef rows(y, C):\\n    return np.eye(C)[y]", mine.__dict__)
sys.modules["mine"] = mine
from mine import rows

def one_hot(y, C):
    return rows(y, C)
"""
    return {"one_hot": source}


@answers()
def logs_everything():
    """Logging at every level, to standard error."""
    source = "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlog = logging.getLogger(__name__)\n"
    return {"one_hot": source + inside("one_hot", 'log.debug("one %s", y)\nlog.error("two")')}


@answers()
def has_classes_of_its_own():
    """Dataclasses, properties, an enum and types."""
    source = """
from __future__ import annotations
import enum
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")

class Spread(enum.Enum):
    NONE, SOME = 0, 1

@dataclass(frozen=True, order=True)
class Scale(Generic[T]):
    mean: T
    spread: T
    kinds: list[Spread] = field(default_factory=list)

    def __call__(self, X):
        return (X - self.mean) / self.spread

    def __eq__(self, other): return True
    def __hash__(self): return 1

def standardise(X_train: np.ndarray, X: np.ndarray) -> np.ndarray:
    spread = X_train.std(axis=0)
    spread[np.ptp(X_train, axis=0) == 0] = 1.0
    return Scale(X_train.mean(axis=0), spread)(X)
"""
    return {"standardise": source}


@answers()
def is_a_method():
    """The answer is a callable of another kind: a bound method, a partial, a cached function."""
    source = """
import functools

class Rows:
    def make(self, y, C):
        return np.eye(C)[y]

one_hot = functools.partial(Rows().make)

@functools.lru_cache(maxsize=None)
def eye(C):
    return np.eye(C)
"""
    return {"one_hot": source}


@answers()
def decorates_its_answers():
    """With a timer of its own, and a cache that is keyed by bytes."""
    source = """
import functools, time
seen = {}
def timed(f):
    @functools.wraps(f)
    def g(*args, **kwargs):
        start = time.perf_counter()
        try:
            return f(*args, **kwargs)
        finally:
            seen[f.__name__] = time.perf_counter() - start
    return g

@timed
def pairwise_sq_dist(A, B):
    return ((A.astype(float)[:, None] - B.astype(float)) ** 2).sum(axis=-1)
"""
    return {"pairwise_sq_dist": source}


@answers()
def seeds_the_global_generator():
    """And draws from it at every call."""
    source = "np.random.seed(1)\nimport random\nrandom.seed(1)\n" + inside("one_hot", "np.random.normal(size=10)")
    return {"one_hot": source}


@answers()
def sets_an_alarm():
    """A time limit of its own by signal.alarm."""
    lines = """
import signal
def late(signum, frame):
    raise TimeoutError
before = signal.signal(signal.SIGALRM, late)
signal.alarm(5)
signal.alarm(0)
signal.signal(signal.SIGALRM, before)
"""
    return {"standardise": inside("standardise", lines)}


@answers()
def pickles_in_memory():
    """A round trip through pickle and json changes nothing."""
    lines = "import copy, json, pickle\ny = pickle.loads(pickle.dumps(copy.deepcopy(y)))\njson.dumps(y.tolist())"
    return {"one_hot": inside("one_hot", lines)}


@answers()
def imitates_joblib():
    """`Parallel(n_jobs=1)(delayed(f)(x) for x in ...)`, without processes."""
    source = """
def delayed(f):
    return lambda *args: (f, args)

def parallel(jobs):
    return [f(*args) for f, args in jobs]

def pairwise_sq_dist(A, B):
    B = B.astype(float)
    row = lambda a: ((a.astype(float) - B) ** 2).sum(axis=1)
    return np.stack(parallel(delayed(row)(a) for a in A))
"""
    return {"pairwise_sq_dist": source}


@answers()
def asks_where_it_is():
    """os.getcwd, pathlib, platform, sys.version, the time."""
    source = """
import os, pathlib, platform, sys, time, datetime
print(os.getcwd(), pathlib.Path.cwd(), pathlib.Path("x").suffix, platform.python_version(), os.cpu_count())
print(time.time(), datetime.datetime.now(), sys.version_info)
"""
    return {"one_hot": source + RIGHT["one_hot"]}


@answers()
def cleans_up_after_itself():
    """gc, del, and an atexit handler that only prints."""
    source = "import atexit, gc\natexit.register(print, 'bye')\nX_big = np.zeros(10**6)\ndel X_big\ngc.collect()\n"
    return {"one_hot": source + RIGHT["one_hot"]}


@answers()
def tests_itself():
    """Its own unit tests run in a cell behind the answer, one of them fails."""
    source = """
import unittest
class Mine(unittest.TestCase):
    def test_one(self):
        np.testing.assert_array_equal(one_hot(np.array([0]), 1), [[1.0]])
    def test_two(self):
        self.fail("on purpose")
unittest.main(argv=["x"], exit=False)
assert False, "a failing assert of a cell of one's own costs nothing"
"""
    return {"+35": source}


@answers()
def raises_in_a_cell_of_its_own():
    """An unfinished experiment, in each cell that was added."""
    return {"+3": "1 / 0", "+20": "undefined_name", "+30": "raise KeyboardInterrupt", "+40": "import torch"}


@answers()
def changes_a_demonstration():
    """Students are asked to; one that breaks costs nothing."""
    return {"two-hikers": "show(warm_up.two_hikers(start=2.1))", "records": "record = X_train.no_such_thing"}


@answers()
def answers_in_one_line():
    """Lambdas with a name."""
    return {"one_hot": "one_hot = lambda y, C: np.eye(C)[y]", "+4": "one_hot = None"}


@answers()
def calls_its_other_answers():
    """One answer needs another, and a helper from a cell of its own."""
    source = "def pairwise_sq_dist(A, B):\n    one_hot(np.array([0]), 2)\n    return squares(A, B)"
    helper = "def squares(A, B):\n    return ((A.astype(float)[:, None] - B.astype(float)) ** 2).sum(axis=-1)"
    return {"+4": helper, "pairwise_sq_dist": source}


@answers()
def returns_views_and_fortran_order():
    """Layout, byte order and ownership of an array are nobody's business."""
    source = """
def standardise(X_train, X):
    spread = X_train.std(axis=0)
    spread[np.ptp(X_train, axis=0) == 0] = 1.0
    out = np.asfortranarray((X - X_train.mean(axis=0)) / spread)
    return np.repeat(out, 2, axis=0)[::2]
"""
    return {"standardise": source}


@answers()
def prints_progress_bars():
    """Carriage returns, colours and clear_output, as progress bars use them."""
    source = """
import sys, time
from IPython.display import HTML, Markdown, clear_output, display
for k in range(50):
    print(f"\\r\\x1b[32m{'#' * k}\\x1b[0m", end="")
    clear_output(wait=True)
display(HTML("<b>done</b>"), Markdown("**done**"))
"""
    return {"one_hot": source + RIGHT["one_hot"]}


@changed()
def writes_a_long_diary(notebook):
    """A megabyte of Markdown in two hundred cells."""
    text = {"cell_type": "markdown", "metadata": {}, "source": "Dear diary, " * 400}
    notebook["cells"] += [{**text, "id": f"diary-{k}"} for k in range(200)]


@answers()
def has_two_hundred_cells_of_its_own():
    """Small experiments everywhere."""
    return {f"+{4 + k % 40}": f"k_{k} = np.arange({k}).sum()" for k in range(200)}
