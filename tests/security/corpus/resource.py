"""Attacks on time, memory, processes, disks and patience.

Each is bounded, so that a machine without defences survives it: at most 300 processes of 20 seconds, 3 GB of memory,
1 GB of files.
"""

from corpus.crowbar import COURSE, HOME, MARK, attempt, breach, np, os, raw, sys, time
from corpus.entry import ANY, RIGHT, AtMost, answers, attack

WRONG = "def standardise(X_train, X):\n    return X * 0"


@attack(when="cell")
def exits_in_the_cell(call=0):
    """os._exit where the function should be defined."""
    os._exit(0)


@attack(when="call")
def exits_in_the_call(call=1, *inputs):
    """os._exit where an answer should be returned, with a code that means success."""
    os._exit(0)


@attack(when="call", raises=True)
def leaves_politely(call=1, *inputs):
    """SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration: exceptions that others let through."""
    kinds = (SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, StopAsyncIteration, BaseException)
    raise kinds[call % len(kinds)](0)


@attack(when="cell")
def kills_itself(call=0):
    """SIGKILL to oneself."""
    os.kill(os.getpid(), 9)


@attack(when="call")
def crashes_in_c(call=1, *inputs):
    """A null pointer, abort, an illegal instruction by a wild jump: no Python is left to say anything."""
    import ctypes
    import faulthandler

    faulthandler.disable()
    if call % 2:
        ctypes.string_at(0)
    ctypes.CDLL(None).abort()


@attack(when="call")
def stops_itself(call=1, *inputs):
    """SIGSTOP: neither running nor dead."""
    os.kill(os.getpid(), 19)
    time.sleep(60)


@attack(when="cell")
def stops_in_the_cell(call=0):
    """SIGTSTP and SIGSTOP in a cell."""
    os.kill(os.getpid(), 20)
    os.kill(os.getpid(), 19)
    time.sleep(60)


@attack(when="cell")
def loops_in_the_cell(call=0):
    """While True, with a handler for every exception."""
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


@attack(when="call")
def loops_in_the_call(call=1, *inputs):
    """An endless loop at the first call."""
    while True:
        pass


@attack(when="call")
def loops_in_c(call=1, *inputs):
    """A single call into C that takes years, and heeds no signal that Python handles."""
    if call % 3 == 0:
        return sum(range(10**13))
    if call % 3 == 1:
        return len(str(7 ** (10**8)))
    return __import__("re").match(r"(a+)+$", "a" * 64 + "!")


@attack(when="cell")
def multiplies_forever(call=0):
    """NumPy multiplies large matrices again and again."""
    a = np.ones((2000, 2000))
    while True:
        a = a @ a * 1e-4


@attack(when="call")
def sleeps(call=1, *inputs):
    """A sleep uses no processor time, so a limit of that alone never ends it."""
    time.sleep(10**6)


@attack(when="call")
def waits_for_itself(call=1, *inputs):
    """A deadlock, an event that never comes, a join of oneself, a read of one's own pipe."""
    import threading

    lock = threading.Lock()
    lock.acquire()
    threading.Thread(target=lock.acquire).start()
    os.read(os.pipe()[0], 1)


@attack(when="cell")
def ignores_all_signals(call=0):
    """Every signal is ignored or blocked, and then it loops."""
    import signal

    for number in range(1, 65):
        attempt(signal.signal, number, signal.SIG_IGN)
    attempt(signal.pthread_sigmask, signal.SIG_BLOCK, range(1, 65))
    while True:
        pass


@attack(seconds=60)
def takes_almost_too_long(call=0, *inputs):
    """Each call takes nearly as long as all are allowed together."""
    time.sleep(2.4 if call else 0)


@attack(when="cell", seconds=60)
def takes_memory_in_numpy(call=0):
    """Arrays of a hundred megabytes, touched, up to three gigabytes."""
    kept = []
    for _ in range(30):
        kept.append(np.ones(100 * 2**17))
    breach("took three gigabytes of arrays")


@attack(when="call", seconds=60)
def takes_memory_in_python(call=1, *inputs):
    """Lists, strings and dictionaries, up to three gigabytes."""
    kept = [bytearray(10**8) for _ in range(30)]
    breach("took three gigabytes of bytes")


@attack(when="cell", seconds=60)
def takes_memory_by_mmap(call=0):
    """Shared and anonymous maps, which other limits do not see; a memory file, written up to a gigabyte."""
    import mmap

    kept = []
    for _ in range(30):
        kept.append(mmap.mmap(-1, 10**8))
        for page in range(0, 10**8, 4096):
            kept[-1][page] = 1
    breach("took three gigabytes of maps")


@attack(when="cell", seconds=60)
def takes_memory_in_files_of_memory(call=0):
    """memfd_create and POSIX shared memory: memory that belongs to nobody's address space."""
    descriptor = os.memfd_create(MARK)
    for _ in range(64):
        os.write(descriptor, bytes(2**24))
    breach("wrote a gigabyte into memory")


@attack(when="cell", seconds=60)
def takes_memory_in_children(call=0):
    """Eight children with 300 MB each: every one is within its own limit."""
    children = []
    for _ in range(8):
        pid = os.fork()
        if pid == 0:
            kept = np.ones(300 * 2**17)
            time.sleep(2)
            os._exit(int(kept[0]))
        children.append(pid)
    breach("started children")
    for pid in children:
        os.waitpid(pid, 0)


@attack(when="call", raises=True)
def overflows_the_stack(call=1, *inputs):
    """Recursion without end, in Python with a limit of a billion, and in C by nested containers."""
    import pickle

    sys.setrecursionlimit(10**9)
    if call % 2:

        def down():
            return down()

        return down()
    nest = []
    for _ in range(10**6):
        nest = [nest]
    if call % 4 == 0:
        return pickle.dumps(nest)
    return repr(nest)


@attack(when="cell", of="one_hot")
def deallocates_deeply(call=0):
    """A million objects in a row that free each other."""

    class Link:
        def __init__(self, rest):
            self.rest = rest

        def __del__(self):
            self.rest = None

    chain = None
    for _ in range(10**6):
        chain = Link(chain)


@attack(when="cell", seconds=60)
def forks_a_bomb(call=0):
    """Three hundred processes, each of which would sleep for twenty seconds."""
    for _ in range(300):
        pid = os.fork()
        if pid == 0:
            time.sleep(20)
            os._exit(0)
        breach("forked")


@attack(when="cell", seconds=60)
def forks_by_every_road(call=0):
    """fork, vfork, clone, clone3, forkpty, posix_spawn, multiprocessing: each child sleeps and goes."""
    import ctypes
    import multiprocessing

    def child(road):
        pid = attempt(road)
        if pid == 0:
            time.sleep(5)
            os._exit(0)
        if isinstance(pid, int) and pid > 0:
            breach("forked")

    child(lambda: os.forkpty()[0])
    child(ctypes.CDLL(None).fork)
    child(lambda: raw(57))
    child(lambda: raw(56, 17, 0, 0, 0, 0))
    child(lambda: raw(435, (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17, 0, 0, 0), 64))
    for spawn in (os.posix_spawn, os.posix_spawnp):
        if attempt(spawn, "/bin/sleep", ["sleep", "5"], {}):
            breach("spawned")
    for way in ("fork", "spawn", "forkserver"):
        process = multiprocessing.get_context(way).Process(target=time.sleep, args=(5,))
        attempt(process.start)
        if process.pid:
            breach(f"multiprocessing by {way}")


@attack(when="cell", seconds=60)
def leaves_daemons(call=0):
    """Double forks in sessions of their own, which outlive whoever started them, by up to thirty seconds."""
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 256)
                time.sleep(30)
            os._exit(0)
        breach("forked")


@attack(when="cell")
def starts_a_sleeping_child(call=0):
    """`sleep 30` in the background."""
    import subprocess

    child = subprocess.Popen(["/bin/sleep", "30"], start_new_session=True, stdin=subprocess.DEVNULL)
    breach(f"started a process {child.pid > 0}")


@attack(when="cell", seconds=60)
def starts_many_threads(call=0):
    """Three hundred threads that sleep, and eight that compute."""
    import threading

    for number in range(300):
        threading.Thread(target=time.sleep, args=(20,), daemon=number % 2 == 0).start()
    for _ in range(8):
        threading.Thread(target=lambda: sum(range(10**12)), daemon=True).start()


@answers({"standardise": AtMost(4.0), "one_hot": AtMost(2.0), "pairwise_sq_dist": AtMost(4.0)}, seconds=60)
def computes_in_the_background():
    """The cell is over, its threads are not: they take the processor from every later cell."""
    source = """
import threading
def burn():
    until = time.monotonic() + 25
    while time.monotonic() < until:
        sum(range(10_000))
import time
for _ in range(4):
    threading.Thread(target=burn).start()
"""
    return {"standardise": source + RIGHT["standardise"]}


@attack(when="cell")
def writes_a_big_file(call=0):
    """A file of a gigabyte in each place that takes one, and a sparse one of a terabyte."""
    for folder in (os.curdir, "/tmp", "/dev/shm", "/var/tmp", "/run", COURSE, HOME):
        path = f"{folder}/{MARK}-big"
        try:
            with open(path, "wb") as file:
                written = sum(file.write(bytes(2**20)) for _ in range(128))
        except (OSError, MemoryError):
            continue
        if written > 100 * 2**20 and folder in ("/dev/shm", COURSE, HOME):
            breach(f"wrote a big file into {folder}")
        attempt(os.truncate, path, 2**40)


@attack(when="cell")
def writes_many_files(call=0):
    """Twenty thousand files, folders a thousand deep, and names that no program likes."""
    for folder in (os.curdir, "/tmp", "/dev/shm", "/var/tmp", "/run", COURSE, HOME):
        made = 0
        for number in range(4000):
            try:
                open(f"{folder}/{MARK}-{number}", "w").close()
                made += 1
            except OSError:
                break
        if made and folder in (COURSE, HOME, "/dev/shm"):
            breach(f"wrote files into {folder}")
        here = attempt(os.getcwd) or "/"
        for name in (f"{MARK}\n", f"-rf {MARK}", f"{MARK}\x1b[31m", f"\u202e{MARK}", f"{MARK}" + "x" * 200):
            attempt(lambda: open(f"{folder}/{name}", "w").close())
        for _ in range(1000):
            if (
                attempt(os.mkdir, f"{folder}/{MARK}-deep") is None
                and attempt(os.chdir, f"{folder}/{MARK}-deep") is None
            ):
                folder = os.curdir
            if not os.path.isdir(f"{folder}/{MARK}-deep") and folder != os.curdir:
                break
        attempt(os.chdir, here)


@attack(when="cell", seconds=60)
def floods_standard_output(call=0):
    """Two hundred megabytes of lines, and one line of fifty."""
    line = "all work and no play makes jack a dull boy " * 100
    for _ in range(40_000):
        print(line)
    print("x" * (50 * 2**20))


@attack(when="call", seconds=60)
def floods_from_the_call(call=1, *inputs):
    """Both channels, by Python, by the descriptor and by C, at every call."""
    import ctypes

    for _ in range(2000):
        print("x" * 10_000)
        sys.stderr.write("y" * 10_000)
        attempt(os.write, 1, b"z" * 10_000)
        attempt(os.write, 2, b"z" * 10_000)
    ctypes.CDLL(None).printf(b"%0100000d", 1)


@attack(when="cell", seconds=60)
def floods_with_displays(call=0):
    """A hundred thousand displays, each of a kilobyte, and one of a hundred megabytes."""
    from IPython.display import HTML, clear_output, display

    display(HTML("<b>" + "x" * 10**8))
    for number in range(20_000):
        display({"text/html": "x" * 1000, "image/png": "y" * 1000, "text/plain": str(number)}, raw=True)
        if number % 100 == 0:
            clear_output()


@attack(when="call", seconds=60)
def warns_without_end(call=1, *inputs):
    """A hundred thousand different warnings at each call, some of them a megabyte long."""
    import warnings

    warnings.warn("x" * 10**6, RuntimeWarning, stacklevel=1)
    for number in range(30_000):
        warnings.warn(f"{number}", RuntimeWarning, stacklevel=1)


@attack(when="call", raises=True, seconds=60)
def raises_a_giant(call=1, *inputs):
    """Exceptions with messages, names, notes, causes and tracebacks of great length."""
    error = type("E" * 10**6, (Exception,), {})("x" * 10**8)
    for _ in range(1000):
        error.add_note("n" * 1000)

    def down(depth):
        if depth == 0:
            raise error
        try:
            down(depth - 1)
        except Exception as caught:
            raise error.__class__("y" * 10**5) from caught

    down(200)


@attack(when="call", seconds=60)
def returns_a_giant(call=1, *inputs):
    """Three hundred megabytes of array, ten million numbers in a list, a text of a hundred megabytes, a deep nest."""
    if call % 4 == 0:
        nest = []
        for _ in range(10**5):
            nest = [nest]
        return nest
    return (np.zeros(300 * 2**17), [0] * 10**7, "x" * 10**8)[call % 4 - 1]


@attack(when="cell")
def shows_itself_without_end(call=0):
    """Objects whose representation, length or iteration never ends, shown as the value of a cell."""
    from IPython.display import display

    class Endless:
        def __repr__(self):
            while True:
                time.sleep(0.01)

        _repr_html_ = __str__ = __len__ = __repr__

    display(Endless())


@attack(when="call")
def returns_what_never_ends(call=1, *inputs):
    """An endless generator, a list that holds itself, an iterator whose length lies."""
    loop = []
    loop.append(loop)
    table = {}
    table["self"] = table
    return (iter(int, 1), loop, table, __import__("itertools").count())[call % 4]


@attack(when="cell")
def opens_everything(call=0):
    """All descriptors that there are: files, pipes, sockets, epolls, timers."""
    import select

    kept = []
    for _ in range(100_000):
        try:
            kept.append(os.pipe())
            kept.append(select.epoll())
        except OSError:
            break
    tell_later = len(kept)


@attack(when="cell")
def never_comes_to_an_end(call=0):
    """Handlers for the end of a process that never end: atexit, __del__, non-daemon threads, a stopped interpreter."""
    import atexit
    import threading

    atexit.register(time.sleep, 10**6)
    threading.Thread(target=time.sleep, args=(10**6,)).start()

    class Stay:
        def __del__(self):
            time.sleep(10**6)

    sys.modules["stay"] = Stay()


@attack(when="cell", marks={**ANY, "standardise": 0.0})
def starves_the_others(call=0):
    """Raises its own priority, asks for real time, pins itself to a core, locks its memory."""
    attempt(os.nice, -5) is not None and breach("raised its priority")
    attempt(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)) or breach("runs in real time"))
    raw(149, 0, 2**20)
    raw(151, 3)
    attempt(os.sched_setaffinity, 0, {0})


@answers({"standardise": 0.0})
def confuses_the_tokeniser():
    """Source on which tokenisers are quadratic: ten kilobytes of backslashes, quotes and brackets."""
    return {"standardise": "x = '" + "\\'" * 5000 + "\n" + "(" * 3000 + "\\\n" * 2000 + WRONG}


@answers({"standardise": 0.0}, seconds=60)
def nests_its_source():
    """Source so deep that compilers give up: brackets, minuses, ifs, f-strings, decorators."""
    deep = "x = " + "(" * 5000 + "1" + ")" * 5000
    minus = "y = " + "-" * 100_000 + "1"
    longer = "z = " + "+".join(["1"] * 30_000)
    return {
        "standardise": f"{minus}\n{WRONG}",
        "+4": deep,
        "+5": longer,
        "+6": "a" + ".b" * 50_000,
        "+7": "@f\n" * 20_000 + "def g(): pass",
    }


@answers({"standardise": 0.0}, seconds=60)
def computes_while_compiling():
    """Constants that the compiler folds, regular expressions and formats of astronomic size."""
    source = (
        "x = 2 ** 2 ** 33\ny = 'x' * 10 ** 10\nz = f'{1:>1000000000}'\nimport re\nre.compile('(a{0,65000}){0,65000}')\n"
    )
    return {"standardise": source + WRONG}


@attack(when="cell", seconds=60, marks={**ANY, "standardise": 0.0})
def throws_at_its_timeout(call=0):
    """A timer of its own throws exceptions at random moments into the worker's own code."""
    import signal

    def throw(number, frame):
        raise KeyboardInterrupt("now")

    signal.signal(signal.SIGALRM, throw)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.003)
