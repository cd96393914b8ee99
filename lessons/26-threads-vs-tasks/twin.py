"""Threads against tasks, on asyncio.

Run it: cargo xtask run threads-vs-tasks --on python
"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from lesson import lesson, say, secs

TASKS = 10_000
# Few, so that every machine has them. Each is a thread of the operating system, with a stack.
THREADS = 100


async def as_tasks():
    a_wait = wait(1)
    say(f"a wait is a value of {a_wait.__sizeof__()} bytes")
    a_wait.close()

    waits = [asyncio.create_task(wait(number)) for number in range(1, TASKS + 1)]
    threads = {await wait for wait in waits}
    say(f"{TASKS} waits as tasks are over; threads: {len(threads)}")


async def wait(number):
    if number == TASKS:
        say(f"task {number} has started")
    await asyncio.sleep(secs(1))  # gives the thread to the next task
    return threading.current_thread()


def as_threads():
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        threads = set(pool.map(block, range(1, THREADS + 1)))
    say(f"{THREADS} waits as threads are over; threads: {len(threads)}")


def block(number):
    if number == THREADS:
        say(f"thread {number} has started")
    time.sleep(secs(1))  # keeps its thread, which can do nothing else meanwhile
    return threading.current_thread()


with lesson():
    asyncio.run(as_tasks())
    as_threads()
