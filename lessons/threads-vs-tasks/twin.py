"""Threads against tasks, on asyncio.

Run it: cargo xtask run threads-vs-tasks --on python
"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from lesson import lesson, say, secs

# Few, so that every machine allows them. Each is a thread of the operating system, with its own stack.
THREADS = 100
TASKS = 10_000


def as_threads():
    together = threading.Barrier(THREADS, action=lambda: say(f"{THREADS} threads wait at one moment"))
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        used = set(pool.map(block, [together] * THREADS))
    say(f"{THREADS} waits are over; threads: {len(used)}")


def block(together):
    # The barrier opens when the last one arrives. At that moment all of them are waiting.
    together.wait()
    time.sleep(secs(1))  # keeps the thread, which can do nothing else
    return threading.current_thread()


async def as_tasks():
    together = asyncio.Barrier(TASKS)
    # A wait keeps what it needs later in its coroutine.
    first = wait(together)
    say(f"a wait is a value of {first.__sizeof__()} bytes")
    first.close()

    # All tasks are created before the first one is awaited.
    waits = [asyncio.create_task(wait(together)) for _ in range(TASKS)]
    used = {await wait for wait in waits}
    say(f"{TASKS} waits are over; threads: {len(used)}")


async def wait(together):
    # The barrier numbers the tasks in the order in which they arrive, from 0.
    if await together.wait() == TASKS - 1:
        say(f"{TASKS} tasks wait at one moment")
    await asyncio.sleep(secs(1))  # frees the thread for the others
    return threading.current_thread()


with lesson():
    as_threads()
    asyncio.run(as_tasks())
