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

    log = asyncio.Lock()
    await log.acquire()
    backup = asyncio.create_task(unlock(log))
    audit = asyncio.create_task(write("audit", log))
    # When the second is over, audit is still a task, and the loop runs it.
    done, _ = await asyncio.wait([audit], timeout=secs(1))
    if audit not in done:
        await write("main", log)
    await asyncio.gather(audit, backup)


async def download(name, seconds):
    """Pretends to download a page."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


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
