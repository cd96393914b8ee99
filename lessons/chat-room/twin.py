"""Chat room, on asyncio.

Run it: cargo xtask run chat-room --on python
"""

import asyncio
import socket
from contextlib import closing

from lesson import lesson, say, secs

LONGEST = 1 << 20  # what a reader takes for one line; 64 KiB unless told


async def main():
    async with await asyncio.start_server(serve_member, "127.0.0.1", 0, limit=LONGEST) as server:
        address = server.sockets[0].getsockname()
        ann, bob, cat, dan = [await enter(address) for _ in range(4)]
        # Their streams would read ahead, up to twice their limit, although nobody asks them to.
        cat[1].transport.pause_reading()
        dan[1].transport.pause_reading()
        with closing(ann[1]), closing(bob[1]), closing(cat[1]), closing(dan[1]):
            for line in ["a picture " + "#" * 500_000, "one", "two", "three"]:
                say(f"ann: says {line:.9}")
                ann[1].write(f"{line}\n".encode())
                await hear("bob", bob[0])
                await asyncio.sleep(secs(1))
            # Cat hasn't read anything until now.
            cat[1].transport.resume_reading()
            for _ in range(4):
                await hear("cat", cat[0])
            await asyncio.sleep(secs(4))
            # Dan hasn't read anything until now, and that was too long.
            dan[1].transport.resume_reading()
            await hear("dan", dan[0])
            say("main: done")
        while room:  # CPython 3.11 doesn't wait for the tasks of the members; 3.12 does
            await asyncio.sleep(0)


room = {}  # the queue of each member


class Lines(asyncio.Queue):
    """The last two lines for one member, and how many were overwritten. asyncio has no broadcast."""

    def __init__(self):
        super().__init__(2)
        self.missed = 0

    def add(self, line):
        """Never waits: if the queue is full, the oldest line is dropped."""
        if self.full():
            self.get_nowait()
            self.missed += 1
        self.put_nowait(line)


async def serve_member(reader, writer):
    # The system stores bytes for a slow reader as well. Let it store few, or nobody is ever slow.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
    lines = room[writer] = Lines()

    async def read():
        async for line in reader:
            for member, others in room.items():
                if member is not writer:
                    others.add(line)

    async def write():
        writer.write(b"welcome\n")
        while True:
            line = await lines.get()
            if lines.missed:
                writer.write(f"missed: {lines.missed}\n".encode())
                lines.missed = 0
            writer.write(line)
            # Waits while this member doesn't read, and not forever. `read` and the other members continue.
            async with asyncio.timeout(secs(6)):
                await writer.drain()

    tasks = [asyncio.create_task(read()), asyncio.create_task(write())]
    # Whichever ends first ends the other, and then the connection.
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    del room[writer]
    # Not `close`, which first waits until everything is written.
    writer.transport.abort()


async def enter(server):
    """Connects, and waits until the server has let us in: a connection alone doesn't say that."""
    reader, writer = await asyncio.open_connection(*server, limit=LONGEST)
    await reader.readline()
    return reader, writer


async def hear(name, reader):
    """Hears a line, or that the connection has ended."""
    try:
        line = (await reader.readline()).decode()
    except ConnectionResetError:
        line = ""
    if line.endswith("\n"):
        say(f"{name}: hears {line.rstrip():.9}")
    else:
        say(f"{name}: the server has hung up")


with lesson():
    asyncio.run(main())
