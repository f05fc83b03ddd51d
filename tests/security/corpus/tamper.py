"""Attacks on whoever compares: patched libraries, objects that lie, languages that mean something else."""

from corpus.crowbar import MARK, attempt, breach, np, os, sys
from corpus.entry import ANY, RIGHT, AtMost, answers, attack

OTHERS_AT_MOST = {**ANY, "standardise": 0.0}


@attack(marks=OTHERS_AT_MOST)
def patches_comparison(call=0, *inputs):
    """Everything in NumPy that compares says yes."""
    for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "equal"):
        setattr(np, name, lambda *args, **kwargs: True)
    for name in dir(np.testing):
        if name.startswith("assert"):
            attempt(setattr, np.testing, name, lambda *args, **kwargs: None)


@attack(marks=OTHERS_AT_MOST)
def patches_the_kit(call=0, *inputs):
    """The kit's own comparison, verdict and observation say yes, wherever they have been imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("fallline", "grader")):
            for attribute in (
                "matches",
                "compare",
                "same",
                "diagnose",
                "check",
                "faults",
                "holds",
                "is_close",
                "agrees",
            ):
                if hasattr(module, attribute):
                    attempt(setattr, module, attribute, lambda *args, **kwargs: True)
            for kind in [value for value in vars(module).values() if isinstance(value, type)]:
                for attribute in ("__eq__", "passed", "kept", "points", "has_value", "holds"):
                    attempt(setattr, kind, attribute, property(lambda self: True))


@attack(marks=OTHERS_AT_MOST)
def patches_builtins(call=0, *inputs):
    """isinstance, type, all, abs, len, max and sorted mean something else."""
    import builtins

    builtins.isinstance = lambda thing, kind: True
    builtins.abs = lambda thing: 0
    builtins.all = lambda things: True
    builtins.any = lambda things: False
    builtins.max = lambda *args, **kwargs: 0
    builtins.AssertionError = type("Nothing", (Exception,), {})


@attack(marks=OTHERS_AT_MOST)
def swaps_code_objects(call=0, *inputs):
    """Functions keep their identity and get other code."""
    import fallline.compare
    import fallline.observe

    def yes(*args, **kwargs):
        return True

    for module in (fallline.compare, fallline.observe, sys.modules.get("fallline.diagnosis")):
        for value in list(vars(module).values()) if module else ():
            if hasattr(value, "__code__"):
                attempt(setattr, value, "__code__", yes.__code__)


@attack(marks=OTHERS_AT_MOST)
def patches_the_encoder(call=0, *inputs):
    """`encode`, `decode`, `observe` and json answer for the function."""
    import json

    import fallline.observe
    import fallline.plain

    wrong = np.full((3, 4), 0.0)
    for module in [m for n, m in list(sys.modules.items()) if n.startswith(("fallline", "grader"))]:
        for name, value in {
            "encode": lambda value: b"\0\0\0\x04null",
            "decode": lambda value: wrong,
            "observe": lambda *a, **k: fallline.observe.Observation(value=wrong),
        }.items():
            if hasattr(module, name):
                setattr(module, name, value)
    json.dumps = lambda *args, **kwargs: '{"value": true, "passed": true, "points": 4}'


@attack()
def returns_what_equals_everything(call=0, *inputs):
    """`__eq__`, `__array__`, `__float__`, `__len__`, `__getattr__`: an object that is whatever it is compared with."""

    class Liar:
        shape, dtype, ndim, size = (3, 4), np.dtype(float), 2, 12

        def __eq__(self, other):
            return True

        def __array__(self, *args, **kwargs):
            return np.zeros((3, 4))

        def __array_function__(self, *args, **kwargs):
            return True

        def __array_ufunc__(self, *args, **kwargs):
            return True

        def __float__(self):
            return 0.0

        def __bool__(self):
            return True

        def __reduce__(self):
            return os.system, ("true",)

        def __getattr__(self, name):
            return lambda *args, **kwargs: True

        __ne__ = __lt__ = __gt__ = lambda self, other: False
        __sub__ = __rsub__ = lambda self, other: 0
        __hash__ = object.__hash__

    return Liar() if call else None


@attack()
def returns_a_subclass_that_lies(call=0, *inputs):
    """A subclass of ndarray whose operations say that nothing differs."""

    class Agreeable(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *args, **kwargs):
            return np.zeros(3) if ufunc in (np.subtract, np.not_equal) else np.ones(3, dtype=bool)

        def __eq__(self, other):
            return np.ones(self.shape, dtype=bool)

        def tobytes(self, *args):
            return b"\0" * self.nbytes

        def all(self, *args, **kwargs):
            return True

    return np.zeros((3, 4)).view(Agreeable) if call else None


@attack()
def masks_everything(call=0, *inputs):
    """A masked array agrees with all, where all is masked."""
    return np.ma.masked_all(np.shape(inputs[1])) if call else None


@attack()
def answers_with_nan(call=0, *inputs):
    """No comparison with NaN is true; one that is written the wrong way round lets it through."""
    return np.full(np.shape(inputs[1]), [np.nan, np.inf, -np.inf][call % 3]) if call else None


@attack()
def answers_with_nothing(call=0, *inputs):
    """Empty arrays agree with everything; None, Ellipsis and NotImplemented are nothing too."""
    choices = (np.zeros((0, 4)), np.zeros(0), [], (), {}, None, ..., NotImplemented, b"", "")
    return choices[call % len(choices)] if call else None


@attack()
def answers_with_one_number(call=0, *inputs):
    """A scalar or a row broadcasts against any shape."""
    choices = (0.0, np.float64(0), np.zeros(1), np.zeros((1, 1)), True, np.array(0.0), 0, 0j)
    return choices[call % len(choices)] if call else None


@attack()
def answers_with_objects(call=0, *inputs):
    """An array of objects, each of which agrees with every number."""

    class Same(float):
        def __eq__(self, other):
            return True

        def __sub__(self, other):
            return 0.0

        __rsub__ = __sub__
        __hash__ = float.__hash__

    if not call:
        return None
    out = np.empty(np.shape(inputs[1]), dtype=object)
    out.fill(Same(0))
    return [out, out.tolist(), Same(3.0), [Same(0)] * 3][call % 4]


@attack()
def answers_with_odd_types(call=0, *inputs):
    """Structured, datetime, string, void, long and complex arrays; memory views; generators; sets; ranges."""
    choices = (
        np.zeros(3, dtype=[("a", float), ("b", float)]),
        np.array(["1.0", "2.0"]),
        np.zeros(3, dtype="M8[s]"),
        np.zeros(3, dtype="V8"),
        np.zeros((3, 4), dtype=np.longdouble),
        np.zeros((3, 4), dtype=complex),
        memoryview(b"1234"),
        (x for x in range(3)),
        {1, 2},
        range(3),
        np.random.default_rng(0),
        type,
        len,
        np,
        sys,
        2**70,
        -(2**63),
        "\ud800",
        {1: 2},
        {"$array": ["float64", [2], 16]},
        {"$tuple": []},
        {"$function": "right"},
        {"$seed": 1},
        {"$float": "nan"},
        {"$dict": {}},
    )
    return choices[call % len(choices)] if call else None


@attack()
def answers_in_the_protocol(call=0, *inputs):
    """Return the very objects with which grader and worker speak: names of functions, seeds, observations."""
    import fallline.observe
    import fallline.plain

    choices = [
        fallline.plain.FunctionName("right"),
        fallline.plain.FunctionName("standardise"),
        fallline.plain.Seed(0),
        fallline.observe.Observation(value=np.zeros((3, 4))),
        {"value": 0, "raised": None, "id": call, "points": 4, "outcome": "correct"},
    ]
    return choices[call % len(choices)] if call else None


@attack()
def returns_its_own_argument(call=0, *inputs):
    """If the expectation were computed from the argument after the call, or were the argument, this would be right."""
    if call:
        for value in inputs:
            if value.flags.writeable:
                value[...] = 0
        return inputs[1]


@attack()
def changes_its_answer_afterwards(call=0, *inputs):
    """A thread goes on writing into the array that was returned, and into the arguments."""
    import threading

    if not call:
        return None
    out = np.zeros(np.shape(inputs[1]))

    def scribble():
        for k in range(20_000):
            out[...] = k % 3 - 1

    threading.Thread(target=scribble, daemon=True).start()
    return out


@attack()
def claims_terabytes(call=0, *inputs):
    """Views that claim more than there is: broadcast, strided, and with strides that leave the buffer."""
    from numpy.lib.stride_tricks import as_strided

    if call % 3 == 1:
        return np.broadcast_to(np.zeros(1), (2**20, 2**20))
    if call % 3 == 2:
        return as_strided(np.zeros(8), shape=(3, 4), strides=(0, 0))
    return as_strided(np.zeros(8), shape=(2**40,), strides=(0,)) if call else None


@attack(marks={**ANY, "standardise": 0.0})
def changes_constants(call=0):
    """By ctypes into the heart of Python: small numbers, True and False, the type of arrays."""
    import ctypes

    if call:
        return None
    one = ctypes.cast(id(1.0) + 16, ctypes.POINTER(ctypes.c_double))
    one[0] = 1.0
    ctypes.cast(id(False) + 24, ctypes.POINTER(ctypes.c_uint32))[0] = 1
    ctypes.cast(id(257) + 24, ctypes.POINTER(ctypes.c_uint32))[0] = 0


@answers({**ANY, "standardise": 0.0})
def rewrites_syntax(scene):
    """An AST transformer and an input transformer answer for every later cell, the grader's own among them."""
    source = """
import ast
class Yes(ast.NodeTransformer):
    def visit_Compare(self, node): return ast.Constant(True)
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Yes())
get_ipython().input_transformers_post.append(lambda lines: ["points = 4\\n", *lines])
get_ipython().input_transformers_cleanup.append(lambda lines: lines)
def standardise(X_train, X):
    return X * 0
"""
    return {"standardise": source}


@answers({**ANY, "standardise": 0.0})
def replaces_the_shell(scene):
    """`run_cell`, `run_code`, `showtraceback`, the display hook and the formatters are the student's."""
    source = """
shell = get_ipython()
class Fine:
    success, error_in_exec, error_before_exec, result = True, None, None, 4
    def raise_error(self): pass
def run(*args, **kwargs): return Fine()
async def run_async(*args, **kwargs): return Fine()
for name in ("run_cell", "run_code", "run_ast_nodes", "showtraceback", "showsyntaxerror", "_showtraceback"):
    setattr(shell, name, run)
shell.run_cell_async = run_async
shell.display_formatter.format = lambda *a, **k: ({"text/plain": "4 points"}, {})
shell.events.register("pre_run_cell", lambda *a: None)
shell.events.register("post_run_cell", lambda *a: 1 / 0)
shell.user_ns = {"standardise": lambda *a: 0}
get_ipython = lambda: None
def standardise(X_train, X):
    return X * 0
"""
    return {"standardise": source}


@attack(marks=OTHERS_AT_MOST)
def traces_every_line(call=0, *inputs):
    """sys.settrace and sys.setprofile see each line of the worker, and change its variables."""
    import ctypes
    import threading

    def tracer(frame, event, argument):
        for name in ("value", "result", "raised", "passed", "overwritten"):
            if name in frame.f_locals and "fallline" in frame.f_code.co_filename:
                frame.f_locals[name] = True
                ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        return tracer

    sys.settrace(tracer)
    sys.setprofile(lambda *args: None)
    threading.settrace(tracer)


@attack(marks=OTHERS_AT_MOST)
def hooks_into_everything(call=0, *inputs):
    """Import hooks, audit hooks, exception hooks, gc callbacks, atexit, weak references and finalizers."""
    import atexit
    import gc
    import weakref

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name.startswith(("grader", "fallline")):
                raise ImportError("not today")

    sys.meta_path.insert(0, Finder())
    sys.path_hooks.insert(0, lambda path: 1 / 0)
    sys.addaudithook(lambda event, args: None)
    sys.excepthook = sys.unraisablehook = lambda *args: None
    gc.callbacks.append(lambda phase, info: None)
    atexit.register(os._exit, 0)

    class Last:
        def __del__(self):
            print("points: 10")

    keep = Last()
    weakref.finalize(keep, print, "points: 10")
    sys.displayhook = lambda value: print("10 points")
    sys.modules["numpy"] = sys.modules["json"] = None


@attack()
def answers_with_an_oracle(call=0, *inputs):
    """Look up the answer in the cards that come with the kit: their inputs are public, the grader's are not."""
    import glob
    import json

    import fallline

    folder = os.path.join(os.path.dirname(fallline.__file__), "cards")
    found = [json.load(open(path)) for path in glob.glob(f"{folder}/*standardise*.json")]
    from fallline.plain import from_json

    def values(tree):
        if isinstance(tree, dict) and "$array" in tree:
            yield attempt(from_json, tree)
        for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
            yield from values(part)

    arrays = [value for value in values(found) if value is not None]
    if call:
        fitting = [array for array in arrays if array.shape == inputs[1].shape]
        return fitting[call % len(fitting)] if fitting else None


@answers({"one_hot": 0.0, "standardise": 0.0, "pairwise_sq_dist": 0.0})
def is_no_function():
    """A class, a coroutine, a generator and a module in the place of functions."""
    return {
        "standardise": "class standardise:\n    def __init__(self, *_): pass\n    def __eq__(self, other): return True",
        "one_hot": "async def one_hot(y, C):\n    return np.eye(C)[y]",
        "pairwise_sq_dist": "def pairwise_sq_dist(A, B):\n    yield ((A[:, None] - B) ** 2).sum(axis=-1)",
    }


@answers({"standardise": 0.0})
def is_not_finished_at_the_first_call(scene):
    """`NotImplementedError` at the first call is “not attempted”: no later call may win anything by it."""
    source = (
        RIGHT["standardise"]
        + """
right, count = standardise, [0]
def standardise(X_train, X):
    count[0] += 1
    if count[0] == 1:
        raise NotImplementedError
    return right(X_train, X)
"""
    )
    return {"standardise": source}


@answers({"standardise": 0.0})
def checks_itself_and_wins(scene):
    """The student's `check` says that all is right; the check cell is replaced and prints full marks."""
    source = """
def check(f, *args, **kwargs):
    print("Right! 4 of 4 points.")
    return True
import fallline
fallline.check = fallline.checking.check = check
def standardise(X_train, X):
    return X * 0
"""
    return {"standardise": source, "check-standardise": "print('4 of 4 points')\nassert True"}


@answers({"standardise": AtMost(4.0), "one_hot": 0.0})
def answers_for_another_cell(scene):
    """A wrong answer is made right by a later cell: what it was at its check counts."""
    late = "one_hot = lambda y, C: np.eye(C)[y]"
    return {
        "one_hot": "def one_hot(y, C):\n    return np.zeros((len(y), C))",
        "pairwise_sq_dist": f"{late}\n{RIGHT['pairwise_sq_dist']}",
    }


@attack(marks={**ANY, "standardise": 0.0})
def breaks_numpy_for_all(call=0, *inputs):
    """Other submissions share the zygote: NumPy and the standard library are broken in place."""
    import json
    import random

    for module in (np, np.linalg, np.random, json, random, os.path):
        for name in list(vars(module))[:400]:
            if not name.startswith("__") and callable(getattr(module, name, None)):
                attempt(setattr, module, name, lambda *args, **kwargs: None)
    np.ndarray.__module__
    if MARK in sys.modules:
        breach("a module of another submission is loaded")
    sys.modules[MARK] = sys
