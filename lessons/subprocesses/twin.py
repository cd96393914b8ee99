"""Subprocesses, on asyncio.

Run it: cargo xtask run subprocesses --on python
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE

from lesson import lesson, say, secs


async def main():
    # Before the clock, because the time that a program takes to start depends on the machine.
    quick, noisy, slow = await asyncio.gather(start("quick"), start("noisy"), start("slow"))
    with lesson():
        async with asyncio.TaskGroup() as group:
            group.create_task(follow("quick", quick, 60))
            group.create_task(follow("noisy", noisy, 60))
            group.create_task(follow("slow", slow, 3))
        say("all three have ended")


async def start(work):
    """Starts this same program as a child and waits until it says `ready`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "child", work, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert (await child.stdout.readline()).strip() == b"ready"
    return child


async def follow(name, child, limit):
    """Lets a child begin, says each of its lines as it comes, and ends it when its time is up."""
    say(f"{name}: ready")
    child.stdin.close()  # the child waits for the end of its input
    try:
        async with asyncio.timeout(secs(limit)):
            # Read both pipes together: a child whose pipe is full waits until somebody reads.
            _, log, status = await asyncio.gather(
                show(name, child.stdout), child.stderr.read(), child.wait()
            )
        say(f"{name}: exit code: {status}, {len(log)} bytes of log")
    except TimeoutError:
        # The timeout cancelled our tasks, and the child still runs: kill it, and wait for its end.
        child.kill()
        await child.wait()
        say(f"{name}: killed")
        # The output ends when neither the child nor a process that it started can write to it any more.
        await show(name, child.stdout)
        say(f"{name}: its output has ended")


async def show(name, stdout):
    async for line in stdout:
        say(f"{name}: {line.decode().strip()}")


def child(work):
    """The other side. It may block, because it is a separate process."""

    def wait_and_print(seconds, line):
        time.sleep(secs(seconds))
        # If standard output is a pipe, Python keeps the line in a buffer until you flush.
        print(line, flush=True)

    print("ready", flush=True)
    sys.stdin.read()
    if work == "quick":
        wait_and_print(1, "not found")
    elif work == "noisy":
        print("#" * (1 << 20), end="", file=sys.stderr, flush=True)  # 1 MiB, more than a pipe holds
        wait_and_print(1, "half way")
        wait_and_print(1, "done")
    else:
        wait_and_print(8, "done")
    # Like process::exit in Rust: without Python's cleanup, which takes some 20 ms.
    os._exit(3 if work == "quick" else 0)


if sys.argv[1:2] == ["child"]:
    child(sys.argv[2])
else:
    asyncio.run(main())
