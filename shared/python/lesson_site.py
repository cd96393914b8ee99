"""The little website of shared/site, for twins.

    with lesson_site.start() as (host,):
        ...  # host is "http://127.0.0.1:PORT"

It is a program of its own, which ends when its input is closed, and so with the lesson. Where it
lies, `cargo xtask` says in LESSON_SITE; without that, it is looked for where `cargo build -p site`
puts it.
"""

import contextlib
import os
import pathlib
import subprocess
import sys

_ROOT = pathlib.Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def start(hosts=1):
    """Runs a website with the given number of hosts, and yields their addresses."""
    suffix = ".exe" if sys.platform == "win32" else ""
    program = os.environ.get("LESSON_SITE") or _ROOT / f"target/debug/site{suffix}"
    try:
        child = subprocess.Popen(
            [program, str(hosts)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    except FileNotFoundError:
        raise SystemExit(f"error: there is no {program}; run `cargo build -p site` first") from None
    with child:  # whose end closes the child's input, and waits for it
        yield child.stdout.readline().split()
