"""The harness of the asyncio twins: records when a lesson prints what, as shared/in-order does for Rust.

A twin prints with `say`, waits for `secs`, and runs inside `with lesson():`. The twin itself checks
nothing. It writes the same trace as a Rust lesson, and `cargo xtask run LESSON --on python` and
`cargo xtask verify` check the trace against the same expected order. "The trace" in ARCHITECTURE.md
describes the format.

Python prints some errors and runs on: the exception of a task that nobody awaits, of a thread, of a
destructor. The trace records these too, and a twin fails if it has one that `expect_failure` does not
claim.

Only the standard library of CPython 3.11 is used.
"""

import contextlib
import functools
import gc
import json
import logging
import os
import pathlib
import re
import sys
import threading
import time

# The version of the trace's format.
_VERSION = 2

# Reentrant: the garbage collector may run while a record is written, and find a failed task.
_lock = threading.RLock()
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
    """The given number of lesson seconds, as the float of real seconds that asyncio takes."""
    return seconds * _length


def say(line=""):
    """Prints a line and records when and where, under one lock: the trace has the order of the screen.

    Each line end in the text begins a new line. Any other control character is escaped, such as a
    carriage return to `\\r`, so that the line on the screen is the line that is checked.
    """
    frame = sys._getframe(1)
    src = [_file(frame.f_code.co_filename), frame.f_lineno]
    with _lock:
        if _start is None:
            raise RuntimeError("say() needs `with lesson():` around it")
        at = _elapsed()
        for part in str(line).split("\n"):
            part = _CONTROL.sub(_escaped, part)
            _write({"at_ns": at, "line": part, "src": src})
            print(part, flush=True)


def expect_failure(text):
    """Claims a failure: one whose message contains `text` must come, and is part of the lesson.

    Each call claims one failure.
    """
    with _lock:
        _write({"at_ns": _elapsed(), "expects": text})


@contextlib.contextmanager
def lesson():
    """Starts the clock. At the end of the block, the trace records how the block ended."""
    global _trace, _start
    if path := os.environ.get("LESSON_TRACE"):
        try:
            _trace = open(path, "w", encoding="utf-8", buffering=1)
        except OSError as error:
            print(f"error: cannot write the trace {path}: {error}", file=sys.stderr)
            raise SystemExit(2) from None
    # The checker reads UTF-8. Windows would use another encoding for a pipe.
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    _write({"trace": _VERSION, "program": f"{_folder.name}/twin.py", "second_ns": round(_length * 1e9)})
    _start = time.perf_counter_ns()
    _watch_for_failures()
    end = "raised"
    try:
        yield
        end = "finished"
    except SystemExit:
        end = "exited"
        raise
    finally:
        with _lock:
            _write({"at_ns": _elapsed(), "end": end})
        # asyncio reports the exception of a forgotten task when the task is destroyed.
        gc.collect()


def _watch_for_failures():
    """Records each error that Python would only print, which it still does."""
    # A filter and not a handler: with a handler, logging would no longer print to standard error.
    logging.getLogger("asyncio").addFilter(_asyncio_error)
    # An uncaught exception may also end the program after the block.
    sys.excepthook = _first(lambda _kind, error, _traceback: _failed("uncaught exception", error), sys.excepthook)
    sys.unraisablehook = _first(
        lambda args: _failed(args.err_msg or "exception ignored", args.exc_value), sys.unraisablehook
    )
    threading.excepthook = _first(_thread_failed, threading.excepthook)


def _asyncio_error(record):
    if record.levelno >= logging.ERROR:
        _failed(record.getMessage().partition("\n")[0], record.exc_info and record.exc_info[1])
    return True


def _thread_failed(args):
    # A thread may call sys.exit to end itself.
    if args.exc_type is not SystemExit:
        _failed(f"exception in thread {args.thread.name if args.thread else '?'}", args.exc_value)


def _first(record, then):
    """A hook that records, and then calls the hook that was there before."""

    def hook(*args):
        record(*args)
        then(*args)

    return hook


def _failed(what, error):
    """Records a failure with the place where the exception was raised."""
    record = {"panic": what, "thread": threading.current_thread().name}
    if error is not None:
        record["panic"] = f"{what}: {type(error).__name__}: {error}"
        traceback = error.__traceback__
        while traceback is not None:
            record["src"] = [_file(traceback.tb_frame.f_code.co_filename), traceback.tb_lineno]
            traceback = traceback.tb_next
    with _lock:
        _write({"at_ns": _elapsed(), **record})


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _escaped(match):
    """A control character as Rust's `char::escape_default` writes it."""
    return {"\t": "\\t", "\r": "\\r"}.get(match[0], f"\\u{{{ord(match[0]):x}}}")


@functools.cache
def _file(name):
    """A source file: relative to the twin's folder if it is inside, and with `/` on every system."""
    path = pathlib.Path(name).resolve()
    return (path.relative_to(_folder) if path.is_relative_to(_folder) else path).as_posix()


def _elapsed():
    # The same clock as time.monotonic_ns, except on Windows before Python 3.13, where monotonic_ns moves in
    # steps of 15.6 ms.
    return time.perf_counter_ns() - _start


def _write(record):
    if _trace is not None:
        _trace.write(json.dumps(record, ensure_ascii=False) + "\n")
