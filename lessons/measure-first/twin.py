"""Measure first, on asyncio.

asyncio's debug mode finds the step that keeps the thread. A stopwatch times the others.

Run it: cargo xtask run measure-first --on python
"""

import asyncio
import functools
import logging
import re
import time

from lesson import lesson, say, secs


async def main():
    # In debug mode, the loop logs each step that takes longer than this.
    asyncio.get_running_loop().slow_callback_duration = secs(2.5)

    await page(photo())
    say("main: the slow page is done")

    await page(mended_photo())
    say("main: the mended page is done")


async def page(photo):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(photo)
        tasks.create_task(comments())


def timed(step):
    """Times each call from its start to its end. That includes waiting for the thread."""

    @functools.wraps(step)
    async def timed_step():
        start = time.perf_counter()
        await step()
        say(f"{step.__name__}: took {whole(time.perf_counter() - start)} s")

    return timed_step


async def photo():
    await download()
    resize()


async def mended_photo():
    await download()
    await asyncio.to_thread(resize)


async def comments():
    await query()
    await avatars()


@timed
async def download():
    await asyncio.sleep(secs(1))


def resize():
    """Pretends to compute for four seconds."""
    time.sleep(secs(4))


@timed
async def query():
    """Pretends to ask a database, which answers after three seconds."""
    await asyncio.sleep(secs(3))


@timed
async def avatars():
    await asyncio.sleep(secs(2))


def whole(seconds):
    """Whole lesson seconds, rounded down: a busy machine makes times longer."""
    return int(seconds / secs(1) + 0.25)


class Lines(logging.Handler):
    """Prints asyncio's warnings with `say`, with their times in whole lesson seconds."""

    def emit(self, record):
        step, seconds = record.args
        coroutine = re.search(r"coro=<(\w+)\(", step)[1]
        say(f"asyncio: executing {coroutine} took {whole(seconds)} s")


with lesson():
    logging.getLogger("asyncio").addHandler(Lines(logging.WARNING))
    asyncio.run(main(), debug=True)
