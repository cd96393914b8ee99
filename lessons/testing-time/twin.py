"""Testing time, on asyncio.

Run it: cargo xtask run testing-time --on python
"""

import asyncio
import selectors
import socket
import threading
import time

from lesson import lesson, say, secs


class PausedSelector(selectors.DefaultSelector):
    """The loop calls `select` to wait for its sockets and for its next timer."""

    now = 0.0

    def select(self, timeout=None):
        # If there is no timer, timeout is None: then wait for a socket. Otherwise only look at the sockets.
        events = super().select(None if timeout is None else 0)
        if timeout and not events:
            # No socket is ready: jump to the timer.
            self.now += timeout
        return events


class PausedLoop(asyncio.SelectorEventLoop):
    """A loop whose clock moves only when there is nothing else to do."""

    def __init__(self):
        self.selector = PausedSelector()
        super().__init__(self.selector)

    def time(self):
        return self.selector.now


def main():
    test("silent", silent)
    test("slow", slow)
    address, server = start_server()
    test("socket", lambda: over_socket(address))
    server.join()
    test("blocking", blocking)


async def ask(reader):
    """The code under test: waits for an answer, an hour at most."""
    try:
        async with asyncio.timeout(secs(3600)):
            return (await reader.read()).decode()
    except TimeoutError:
        return "no answer"


def test(name, function):
    """Runs a test on a paused loop, and prints how long it took on the loop's clock."""

    async def timed():
        say(f"{name}: asks")
        loop = asyncio.get_running_loop()
        start = loop.time()
        answer = await function()
        say(f"{name}: {answer} after {round((loop.time() - start) / secs(1))} s")

    with asyncio.Runner(loop_factory=PausedLoop) as runner:
        runner.run(timed())


async def silent():
    """The server says nothing."""
    return await ask(asyncio.StreamReader())


async def slow():
    """The server answers after half an hour."""
    reader = asyncio.StreamReader()

    async def serve():
        await asyncio.sleep(secs(1800))
        reader.feed_data(b"done")
        reader.feed_eof()

    answer, _ = await asyncio.gather(ask(reader), serve())
    return answer


async def over_socket(address):
    """The server is outside the loop, and answers after two real seconds."""
    reader, writer = await asyncio.open_connection(*address)
    # While the loop waits for the socket, it has nothing to do, and its clock jumps to the timeout.
    answer = await ask(reader)
    writer.close()
    return answer


def start_server():
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _ = listener.accept()
        with listener, client:
            time.sleep(secs(2))
            say("server: answers")
            try:
                client.sendall(b"done")
            except OSError:
                pass  # the client may be gone

    server = threading.Thread(target=serve)
    server.start()
    return listener.getsockname(), server


async def blocking():
    """The server answers after two seconds, in which it blocks its thread."""
    reader = asyncio.StreamReader()

    async def serve():
        # The loop can't move its clock while the thread is blocked.
        time.sleep(secs(2))
        reader.feed_data(b"done")
        reader.feed_eof()

    answer, _ = await asyncio.gather(ask(reader), serve())
    return answer


with lesson():
    main()
