"""Runtimes, on asyncio.

Run it: cargo xtask run runtimes --on python
"""

import asyncio
import threading

from lesson import lesson, say, secs


def main():
    # The bare loop and `Signal` know each other. asyncio knows neither.
    say(f"bare: the answer is {bare_block_on(answer())}")
    try:
        say(f"runtime: the answer is {asyncio.run(answer())}")
    except RuntimeError as error:
        say(f"runtime: {error}")

    # asyncio.sleep asks its thread for the running loop. Here there is none.
    try:
        bare_block_on(nap())
        say("bare: the timer rang")
    except RuntimeError as error:
        say(f"bare: {error}")
    # One repair: run it on asyncio.
    asyncio.run(nap())
    say("runtime: the timer rang")

    # The other, from code that is not async: a loop that runs in another thread.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(nap(), loop).result()
    say("bare, beside a running loop: the timer rang")


async def answer():
    """Pretends that work is done elsewhere: another thread sets the signal after a second."""
    signal = Signal()
    threading.Timer(secs(1), signal.set).start()
    await signal
    return 42


async def nap():
    """Waits with the timer of the loop."""
    await asyncio.sleep(secs(1))


class Signal(threading.Event):
    """What `answer` waits for, and what it yields to the loop that runs it."""

    def __await__(self):
        yield self

    def __repr__(self):
        return "Signal"


def bare_block_on(coroutine):
    """The smallest loop: resumes one coroutine, and blocks until what it yielded is set."""
    try:
        while True:
            signal = coroutine.send(None)
            signal.wait()
    except StopIteration as end:
        return end.value


with lesson():
    main()
