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

    # From here on the disk decides how long it takes: an order is claimed, and no second.
    async with aiofiles.tempfile.TemporaryDirectory() as folder:
        a, b, c = (os.path.join(folder, name) for name in "abc")
        await asyncio.gather(save(a, "one"), save(b, "one two"), save(c, "one two three"))
        say("saved three files")

        texts = await asyncio.gather(load(a), load(b), load(c))
        say(f"they hold {len(texts[0])}, {len(texts[1])} and {len(texts[2])} bytes")
    say("the folder is gone")


async def read_slow(name, seconds):
    """Reads a file without holding up the thread of the loop."""

    def read():
        with SlowFile(name, seconds) as file:
            return file.read()

    # A read blocks a thread. This one is from a pool; aiofiles uses the same pool for all it does.
    return await asyncio.to_thread(read)


async def save(path, text):
    """Writes a file; when it returns, the text is in it."""
    async with aiofiles.open(path, "w") as file:
        await file.write(text)
    # The end of the block flushes and closes, and it can: an `async with` awaits there.


async def load(path):
    async with aiofiles.open(path, "rb") as file:
        return await file.read()


class SlowFile:
    """Stands for a file on a slow disk: it knows how long it takes, which a real one does not."""

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
