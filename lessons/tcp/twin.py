"""TCP, on asyncio.

Run it: cargo xtask run tcp --on python
"""

import asyncio
from contextlib import closing

from lesson import lesson, say, secs


async def main():
    # Port 0: the system chooses a free one. The server accepts clients, and makes a task for each.
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        address = server.sockets[0].getsockname()
        await asyncio.gather(
            talk("a", address, ["hello, ", "world\n"]),
            talk("b", address, ["hello\n"]),
            talk("c", address, ["hello\n"]),
        )
        say("all three have their echo")


async def echo(reader, writer):
    """Sends back what comes in, until the client sends no more."""
    with closing(writer):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()


async def talk(name, server, parts):
    """Sends a line, with a second before each part of it, and reads the echo."""
    reader, writer = await asyncio.open_connection(*server)
    with closing(writer):
        say(f"{name}: connected")
        for part in parts:
            await asyncio.sleep(secs(1))
            writer.write(part.encode())
        # The echo comes in parts, too. readline returns when the whole line is there.
        line = await reader.readline()
        say(f"{name}: hears {line.decode().rstrip()}")


with lesson():
    asyncio.run(main())
