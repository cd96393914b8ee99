"""Who polls it, on asyncio.

Run it: cargo xtask run who-polls-it --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # create_task puts each download on the loop, which runs it, whatever main does.
    tasks = [asyncio.create_task(download(name, seconds)) for name, seconds in [("a", 1), ("b", 2)]]
    for task in tasks:
        say(f"main: got {await task}")
        await asyncio.sleep(secs(2))  # works with the page

    connection = asyncio.Semaphore(1)
    tasks = [
        asyncio.create_task(limited(name, pause, connection)) for name, pause in [("c", 0), ("d", 1)]
    ]
    for task in tasks:
        say(f"main: got {await task}")
        await asyncio.sleep(secs(1))  # works with the page
        say("main: wants the connection")
        async with connection:
            say("main: has the connection")

    log = asyncio.Lock()
    await log.acquire()
    backup = asyncio.create_task(unlock(log))
    e = asyncio.create_task(write("e", log))
    # When the second is over, e is still a task, and the loop runs it.
    done, _ = await asyncio.wait([e], timeout=secs(1))
    if e not in done:
        await write("main", log)
    await asyncio.gather(e, backup)


async def download(name, seconds):
    """Pretends to download a page."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


async def limited(name, pause, connection):
    """The same, with the only connection, which it asks for after a pause."""
    await asyncio.sleep(secs(pause))
    say(f"{name}: wants the connection")
    async with connection:
        return await download(name, 2)


async def unlock(log):
    await asyncio.sleep(secs(3))
    say("backup: unlocks the log")
    log.release()


async def write(name, log):
    """Pretends to write a line to the log."""
    say(f"{name}: wants the log")
    async with log:
        say(f"{name}: has the log")


with lesson():
    asyncio.run(main())
