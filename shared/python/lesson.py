"""The harness of the asyncio twins: stamps a lesson's lines, as shared/in-order does for Rust.

A twin prints with `say`, waits for `secs`, and runs inside `with lesson():`. The twin itself checks
nothing: it writes the same trace as a Rust lesson, and `cargo xtask run LESSON --on python` and
`cargo xtask verify` check it against the same expected order.

Only the standard library of CPython 3.11 is used.
"""

import contextlib
import functools
import json
import os
import pathlib
import re
import sys
import threading
import time

# The version of the trace's format.
_VERSION = 2

_lock = threading.Lock()
_folder = pathlib.Path(sys.argv[0]).resolve().parent
_trace = None
_start = None


def _second():
    """The length of a lesson second, in seconds: `LESSON_SECOND`, such as 25ms or 0.5s."""
    text = os.environ.get("LESSON_SECOND", "1s")
    match = re.fullmatch(r"([0-9.]+)(ms|s)", text)
    try:
        length = float(match[1]) * (0.001 if match[2] == "ms" else 1.0)
    except (TypeError, ValueError):
        length = 0.0
    if not 1e-6 <= length <= 3600:
        print(f'error: LESSON_SECOND is "{text}"; write a length such as 25ms, 0.5s or 1s', file=sys.stderr)
        raise SystemExit(2)
    return length


_length = _second()


def secs(seconds):
    """This many lesson seconds, as the float of real seconds that asyncio takes."""
    return seconds * _length


def say(line=""):
    """Stamps a line and prints it, under one lock: screen order is stamp order."""
    frame = sys._getframe(1)
    src = [_file(frame.f_code.co_filename), frame.f_lineno]
    with _lock:
        if _start is None:
            raise RuntimeError("say() needs `with lesson():` around it")
        at = time.monotonic_ns() - _start
        for part in str(line).split("\n"):
            _write({"at_ns": at, "line": part, "src": src})
            print(part, flush=True)


@contextlib.contextmanager
def lesson():
    """Starts the clock; at the end of the block, tells the trace how the lesson ended."""
    global _trace, _start
    if path := os.environ.get("LESSON_TRACE"):
        try:
            _trace = open(path, "w", encoding="utf-8", buffering=1)
        except OSError as error:
            print(f"error: cannot write the trace {path}: {error}", file=sys.stderr)
            raise SystemExit(2) from None
    program = f"{_folder.name}/twin.py"
    _write({"trace": _VERSION, "program": program, "second_ns": round(_length * 1e9)})
    _start = time.monotonic_ns()
    end = "raised"
    try:
        yield
        end = "finished"
    finally:
        with _lock:
            _write({"at_ns": time.monotonic_ns() - _start, "end": end})


def _write(record):
    if _trace is not None:
        _trace.write(json.dumps(record, ensure_ascii=False) + "\n")


@functools.cache
def _file(name):
    """A source file: relative to the twin's folder if it is inside, and with `/` on every system."""
    path = pathlib.Path(name).resolve()
    return (path.relative_to(_folder) if path.is_relative_to(_folder) else path).as_posix()
