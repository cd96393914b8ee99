"""Error handling, on asyncio.

Run it: cargo xtask run error-handling --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # At the first error, the group cancels its other tasks, waits for them, and raises a group of errors.
    try:
        async with asyncio.TaskGroup() as group:
            for name, seconds in [("a", 3), ("b", 1), ("c", 3)]:
                group.create_task(download(name, seconds))
    except* RuntimeError as errors:
        say(f"first error: {chain(errors.exceptions[0])}")

    # An exception becomes a value, so gather waits for all three.
    pages = await asyncio.gather(
        download("a", 2), download("b", 1), download("c", 2), return_exceptions=True
    )
    for page in pages:
        say(f"result: {chain(page) if isinstance(page, Exception) else page}")

    # Plain gather raises the first error, and the other tasks keep running.
    try:
        await asyncio.gather(download("a", 3), download("b", 1), download("c", 3))
    except RuntimeError as error:
        say(f"first error of a task: {chain(error)}")

    # Keeps the loop alive long enough to see what happens to a and c.
    await asyncio.sleep(secs(4))
    say("main: done")


async def download(name, seconds):
    """Downloads a page. An error says which page it was."""
    try:
        text = await get(name, seconds)
    except LookupError as error:
        raise RuntimeError(f"page {name}") from error
    say(f"{name}: done")
    return text


async def get(name, seconds):
    """Pretends to send a request that is answered after the given number of seconds. The server has no page b."""
    try:
        await asyncio.sleep(secs(seconds))
    except asyncio.CancelledError:
        say(f"{name}: cancelled")
        raise
    if name == "b":
        raise LookupError("404 Not Found")
    return f"text of {name}"


def chain(error):
    """The error and its causes, as `{error:#}` prints them in Rust."""
    words = [str(error)]
    while error := error.__cause__:
        words.append(str(error))
    return ": ".join(words)


with lesson():
    asyncio.run(main())
