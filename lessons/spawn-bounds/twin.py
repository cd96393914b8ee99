"""What spawn asks of a task, on asyncio.

Run it: cargo xtask run spawn-bounds --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    pages = []
    disk = asyncio.Lock()
    # create_task accepts any coroutine. Every object lives as long as something refers to it, and all
    # tasks of a loop run on one thread.
    async with asyncio.TaskGroup() as tasks:
        for name, seconds in [("a", 3), ("b", 1)]:
            tasks.create_task(download_and_save(name, seconds, pages, disk))
    say(f"spawned: {', '.join(pages)}")

    c, d = "c", "d"
    await asyncio.gather(download(c, 2), download(d, 1))
    say(f"joined: {c}, {d}")

    # asyncio knows no other kind of task.
    pages = []
    async with asyncio.TaskGroup() as tasks:
        for name, seconds in [("e", 2), ("f", 1)]:
            tasks.create_task(download_into(name, seconds, pages))
    say(f"local: {', '.join(pages)}")


async def download_and_save(name, seconds, pages, disk):
    await download(name, seconds)
    pages.append(name)
    async with disk:
        say(f"{name}: saves")
        await asyncio.sleep(secs(3))
        say(f"{name}: saved")


async def download_into(name, seconds, pages):
    await download(name, seconds)
    pages.append(name)


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: downloaded")


with lesson():
    asyncio.run(main())
