"""Error handling, on asyncio.

Run it: cargo xtask run error-handling --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # The exception passes two awaits on its way up; `raise ... from` links each to its cause.
    try:
        await front_page()
    except RuntimeError as error:
        say(f"caught: {chain(error)}")

    # The first error ends the group: it cancels the other two, and waits until they have ended.
    try:
        async with asyncio.TaskGroup() as group:
            for name, seconds in [("a", 2), ("b", 1), ("c", 2)]:
                group.create_task(fetch(name, seconds))
    except* RuntimeError as errors:
        say(f"first error: {chain(errors.exceptions[0])}")

    # An exception becomes a value: gather waits for all three and hands out each.
    results = await asyncio.gather(
        fetch("a", 2), fetch("b", 1), fetch("c", 2), return_exceptions=True
    )
    for result in results:
        say(f"result: {chain(result) if isinstance(result, Exception) else result}")

    # An error that is foreseen and a bug come out of the await in the same way.
    tasks = {"b": asyncio.create_task(fetch("b", 1)), "newest": asyncio.create_task(newest([]))}
    for name, task in tasks.items():
        try:
            say(f"task {name}: {await task}")
        except RuntimeError as error:
            say(f"task {name}: {chain(error)}")
        except IndexError:
            say(f"task {name}: IndexError came out of the await")

    # Plain gather raises the first error and leaves the other two alone.
    try:
        await asyncio.gather(fetch("a", 2), fetch("b", 1), fetch("c", 2))
    except RuntimeError as error:
        say(f"plain gather: {chain(error)}")
    await asyncio.sleep(secs(2))
    say("a and c ran on")


async def front_page():
    try:
        lead = await fetch("b", 1)
    except RuntimeError as error:
        raise RuntimeError("front page") from error
    return f"<h1>{lead}</h1>"


async def fetch(name, seconds):
    try:
        return await get(name, seconds)
    except LookupError as error:
        raise RuntimeError(f"page {name}") from error


async def get(name, seconds):
    """Stands for a request that takes so many seconds. The server has no page b."""
    try:
        await asyncio.sleep(secs(seconds))
    except asyncio.CancelledError:
        say(f"{name}: dropped")
        raise
    say(f"{name}: answered")
    if name == "b":
        raise LookupError("404 not found")
    return name


async def newest(pages):
    """Has a bug: it raises IndexError when there are no pages."""
    await asyncio.sleep(secs(2))
    return pages[0]


def chain(error):
    """The error and its causes, as `{error:#}` prints them in Rust."""
    words = [str(error)]
    while error := error.__cause__:
        words.append(str(error))
    return ": ".join(words)


with lesson():
    asyncio.run(main())
