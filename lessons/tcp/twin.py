"""TCP, on asyncio.

Run it: cargo xtask run tcp --on python
"""

import asyncio
import socket
from contextlib import closing

from lesson import lesson, say, secs

LONGEST = 1 << 20  # what a reader takes for one line; 64 KiB unless told


async def main():
    # Port 0: the system chooses a free one.
    async with await asyncio.start_server(serve_echo, "127.0.0.1", 0) as server:
        echo = server.sockets[0].getsockname()
        await asyncio.gather(call("a", echo), call("b", echo), call("c", echo))

    async with await asyncio.start_server(
        serve_member, "127.0.0.1", 0, limit=LONGEST
    ) as server:
        chat = server.sockets[0].getsockname()
        ann, cat, bob = await enter("ann", chat), await enter("cat", chat), await enter("bob", chat)
        # Her stream would read ahead, up to twice its limit, although nobody asks it to.
        cat[1].transport.pause_reading()
        with closing(ann[1]), closing(bob[1]):
            for line in ["picture " + "#" * 499_992, "nice", "bye"]:
                say(f"ann: says {line:.7}")
                ann[1].write(f"{line}\n".encode())
                await hear("bob", bob[0])
                await asyncio.sleep(secs(1))
        # Only now does cat look at what has come for her.
        with closing(cat[1]):
            cat[1].transport.resume_reading()
            while await hear("cat", cat[0]):
                pass
    say("all is said and heard")


async def serve_echo(reader, writer):
    """Sends back what comes in. start_server makes a task of each call, one for each client."""
    with closing(writer):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()


room = {}  # the queue of lines for each who is in


async def serve_member(reader, me):
    """Hands on each line that this member says to all others."""
    # The system stores for slow readers too, where the program cannot see it: let it store little.
    me.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
    queue = room[me] = asyncio.Queue(1)  # short, so that one line too many is soon there

    async def write():
        me.write(b"welcome\n")
        # Until this member is out and its queue is empty: CPython 3.11 cannot close a queue.
        while me in room or not queue.empty():
            me.write(await queue.get())
            # While this member does not read, this waits and its own queue fills: nobody else's.
            await me.drain()

    async def read():
        async for line in reader:
            for other in [other for other in room if other is not me]:
                try:
                    # put_nowait waits for nobody: whose queue is full is out of the room.
                    room[other].put_nowait(line)
                except asyncio.QueueFull:
                    del room[other]
            # Where several lines came at once, each reaches the writers before the next.
            await asyncio.sleep(0)

    with closing(me):
        tasks = [asyncio.create_task(read()), asyncio.create_task(write())]
        # Over when the member has left (read), or is out and has got what was in its queue (write).
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        room.pop(me, None)


async def call(name, server):
    """Says hello, hears the echo, and stays for a second."""
    reader, writer = await asyncio.open_connection(*server)
    with closing(writer):
        writer.write(b"hello\n")
        await hear(name, reader)
        await asyncio.sleep(secs(1))


async def enter(name, server):
    """Connects to the room, and waits for its welcome."""
    reader, writer = await asyncio.open_connection(*server, limit=LONGEST)
    # A connection may be there before the server accepts it: only the welcome says that we are in.
    await hear(name, reader)
    return reader, writer


async def hear(name, reader):
    """Hears a line, or else that the server has hung up."""
    line = (await reader.readline()).decode()
    if line:
        line = line.strip()
        say(f"{name}: hears {line:.7}, {len(line)} bytes")
    else:
        say(f"{name}: the server has hung up")
    return bool(line)


with lesson():
    asyncio.run(main())
