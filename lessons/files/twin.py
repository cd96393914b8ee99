"""Files, on asyncio.

Run it: cargo xtask run files --on python
"""

import asyncio
import os
import time

import aiofiles
import aiofiles.tempfile

from lesson import lesson, say, secs


async def main():
    a, b, c = await asyncio.gather(read_slow("a", 3), read_slow("b", 2), read_slow("c", 1))
    say(f"read {a}, {b}, {c}")

    # From here on, the disk decides how long it takes, so no second is claimed.
    async with aiofiles.tempfile.TemporaryDirectory() as folder:
        short, medium, long = (os.path.join(folder, name) for name in ("short", "medium", "long"))
        await asyncio.gather(save(short, "one"), save(medium, "one two"), save(long, "one two three"))
        say("saved three files")

        texts = await asyncio.gather(load(short), load(medium), load(long))
        say(f"they hold {len(texts[0])}, {len(texts[1])} and {len(texts[2])} bytes")
    say("the folder is gone")


async def read_slow(name, seconds):
    """Reads a file without blocking the thread of the loop."""

    def read():
        with SlowFile(name, seconds) as file:
            return file.read()

    # A read blocks its thread, so it runs on a thread of the pool that aiofiles uses as well.
    return await asyncio.to_thread(read)


async def save(path, text):
    """Writes a file. When it returns, the text is in the file."""
    async with aiofiles.open(path, "w") as file:
        await file.write(text)
    # The end of the block flushes and closes. An `async with` can await there.


async def load(path):
    async with aiofiles.open(path, "rb") as file:
        return await file.read()


class SlowFile:
    """Pretends to be a file on a slow disk. Unlike a real one, it knows how long it takes."""

    def __init__(self, name, seconds):
        self.name, self.seconds = name, seconds

    def __enter__(self):
        say(f"{self.name}: opened")
        return self

    def read(self):
        time.sleep(secs(self.seconds))
        return self.name

    def __exit__(self, *error):
        say(f"{self.name}: closed")


with lesson():
    asyncio.run(main())
