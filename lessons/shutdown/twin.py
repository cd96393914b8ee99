"""Shutdown, on asyncio.

Run it: cargo xtask run shutdown --on python
"""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import closing

from lesson import lesson, say, secs

PICTURE = b"#" * (1 << 23)  # more than the systems buffer while bob reads nothing


async def serve():
    """Serves until SIGTERM, and then shuts down."""
    connections, idle = set(), set()

    async def serve_connection(reader, writer):
        task = asyncio.current_task()
        connections.add(task)
        try:
            with closing(writer):
                while not stop.is_set():
                    idle.add(task)
                    head = await reader.readuntil(b"\r\n\r\n")
                    idle.discard(task)
                    text = await answer(head.split()[1])
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(text) + text)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has left
        except asyncio.CancelledError:
            writer.transport.abort()  # the server stops; `close` would wait until all is sent
        finally:
            connections.discard(task)
            idle.discard(task)

    stop = terminated()
    server = await asyncio.start_server(serve_connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stop.wait()

    server.close()  # from now on, the system refuses connections
    print("accepts no more", flush=True)
    await asyncio.sleep(secs(1))  # a request may be on its way
    for task in idle:
        task.cancel()
    if connections:
        _, late = await asyncio.wait(connections, timeout=secs(3))
        if late:
            print("gives up", flush=True)
            for task in late:
                task.cancel()
            await asyncio.wait(late)


async def answer(path):
    if path == b"/report":
        await asyncio.sleep(secs(3))
    return PICTURE if path == b"/picture" else b"done\n"


def terminated():
    """An event that SIGTERM sets. From this call on, the signal doesn't end the process by itself."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    if sys.platform == "win32":  # no SIGTERM: there, the end of its input tells the server to stop
        loop.run_in_executor(None, sys.stdin.read).add_done_callback(lambda _: event.set())
    else:
        loop.add_signal_handler(signal.SIGTERM, event.set)
    return event


async def main():
    """Starts the server, calls it, and sends it a SIGTERM at second 1."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "serve", stdin=PIPE, stdout=PIPE
    )
    port = int(await server.stdout.readline())
    with lesson():
        ann = await ask("ann", port, "/report")
        cat = await ask("cat", port, "/")
        await hear("cat", cat)  # cat keeps her connection, as browsers do
        bob = await ask("bob", port, "/picture")
        with closing(ann[1]), closing(bob[1]), closing(cat[1]):
            await asyncio.sleep(secs(1))

            say("main: sends SIGTERM")
            if sys.platform == "win32":
                server.stdin.close()
            else:
                server.terminate()
            # The first thing that the server does is to close its listener, and to say so.
            say(f"server: {(await server.stdout.readline()).decode().rstrip()}")
            await asyncio.gather(
                hear("ann", ann), hear("cat", cat), come_late("dora", port), log(server.stdout)
            )
            say(f"server: exit code: {await server.wait()}")
            await hear("bob", bob)
            say("main: done")


async def log(stdout):
    async for line in stdout:
        say(f"server: {line.decode().rstrip()}")


async def ask(name, port, path):
    """Connects, and sends a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: lesson\r\n\r\n".encode())
    say(f"{name}: asks")
    return reader, writer


async def hear(name, stream):
    """Waits for an answer, or for the end of the connection."""
    answer = b""
    while not answer.endswith(b"done\n"):
        try:
            part = await stream[0].read(1 << 16)
        except ConnectionError:
            part = b""
        if not part:
            return say(f"{name}: the connection ends")
        answer += part
    say(f"{name}: is answered")


async def come_late(name, port):
    """Asks after the server has closed its listener."""
    try:
        stream = await ask(name, port, "/")
        with closing(stream[1]):
            await hear(name, stream)
    except ConnectionRefusedError:
        say(f"{name}: connection refused")


asyncio.run(serve() if sys.argv[1:] == ["serve"] else main())
