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
    barrier = threading.Barrier(THREADS, action=lambda: say(f"{THREADS} threads wait at one moment"))
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        used = set(pool.map(wait_in_thread, [barrier] * THREADS))
    say(f"{THREADS} waits are over; threads: {len(used)}")


def wait_in_thread(barrier):
    # Holds each thread until the last one has arrived. Then all of them exist.
    barrier.wait()
    time.sleep(secs(1))  # keeps the thread, which can do nothing else
    return threading.current_thread()


async def as_tasks():
    barrier = asyncio.Barrier(TASKS)
    # A wait keeps what it needs later in its coroutine.
    first = wait_in_task(barrier)
    say(f"a wait is a value of {first.__sizeof__()} bytes")
    first.close()

    # All tasks are created before the first one is awaited.
    tasks = [asyncio.create_task(wait_in_task(barrier)) for _ in range(TASKS)]
    used = {await task for task in tasks}
    say(f"{TASKS} waits are over; threads: {len(used)}")


async def wait_in_task(barrier):
    # The barrier numbers the tasks in the order in which they arrive, from 0.
    if await barrier.wait() == TASKS - 1:
        say(f"{TASKS} tasks wait at one moment")
    await asyncio.sleep(secs(1))  # frees the thread for the others
    return threading.current_thread()


with lesson():
    as_threads()
    asyncio.run(as_tasks())
