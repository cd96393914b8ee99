"""Threads against tasks, on asyncio.

Run it: cargo xtask run threads-vs-tasks --on python
"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from lesson import lesson, say, secs

# Few, so that every machine has them: each is a thread of the operating system, with a stack.
THREADS = 100
TASKS = 10_000


def as_threads():
    together = threading.Barrier(THREADS, action=lambda: say(f"{THREADS} threads wait at one moment"))
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        used = set(pool.map(block, [together] * THREADS))
    say(f"{THREADS} waits are over; threads: {len(used)}")


def block(together):
    # Opens when the last has come, so at that moment all are in the middle of their wait.
    together.wait()
    time.sleep(secs(1))  # keeps the thread, which can do nothing else meanwhile
    return threading.current_thread()


async def as_tasks():
    together = asyncio.Barrier(TASKS)
    # What a wait has to remember until it goes on lies in its coroutine.
    first = wait(together)
    say(f"a wait is a value of {first.__sizeof__()} bytes")
    first.close()

    # All are created before the first is awaited.
    waits = [asyncio.create_task(wait(together)) for _ in range(TASKS)]
    used = {await wait for wait in waits}
    say(f"{TASKS} waits are over; threads: {len(used)}")


async def wait(together):
    # The barrier numbers those who come, from 0.
    if await together.wait() == TASKS - 1:
        say(f"{TASKS} tasks wait at one moment")
    await asyncio.sleep(secs(1))  # gives the thread to the others
    return threading.current_thread()


with lesson():
    as_threads()
    asyncio.run(as_tasks())
