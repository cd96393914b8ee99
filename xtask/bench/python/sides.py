"""The sides of `cargo xtask bench` in Python: `sides.py WORK LOOP SIZE [RESULT]`.

The fast way of asyncio for each piece of work; WORK is a key of WORKS, and LOOP is `asyncio` or `uvloop`.
`src/rows.rs` names both. RESULT is as in `src/internal.rs`.
"""

import asyncio
import concurrent.futures
import math
import os
import sys
import time

SIZE = 2000  # of a page
AT_ONCE = 50  # pages under way
LEVELS = 100
PIECE = 10_000  # numbers
CAPACITY = 100  # of the queue in select
RECEIVERS = 1000


async def start(n):
    return 0


async def tasks(n):
    return sum(await asyncio.gather(*(asyncio.sleep(1, 1) for _ in range(n))))


async def spawn(n):
    async def nothing():
        return 1

    tasks = [asyncio.create_task(nothing()) for _ in range(n)]
    result = 0
    for task in tasks:
        result += await task
    return result


async def queue(n, capacity):
    items = asyncio.Queue(capacity)
    producer = asyncio.create_task(produce(items, n))
    result = 0
    for _ in range(n):
        result += await items.get()
    await producer
    return result


async def produce(items, n):
    for item in range(n):
        await items.put(item)


async def select(n):
    """Items from a queue, until a signal says to stop, which it never does."""
    items, signal = asyncio.Queue(CAPACITY), asyncio.Event()
    producer = asyncio.create_task(produce(items, n))
    stop = asyncio.create_task(signal.wait())  # one for all items
    result = 0
    for _ in range(n):
        get = asyncio.create_task(items.get())
        await asyncio.wait((get, stop), return_when=asyncio.FIRST_COMPLETED)
        if stop.done():
            break
        result += get.result()
    stop.cancel()
    await producer
    return result


async def select_anew(n):
    """The trap: a task for the signal is made and cancelled with each item."""
    items, signal = asyncio.Queue(CAPACITY), asyncio.Event()
    producer = asyncio.create_task(produce(items, n))
    result = 0
    for _ in range(n):
        get, stop = asyncio.create_task(items.get()), asyncio.create_task(signal.wait())
        await asyncio.wait((get, stop), return_when=asyncio.FIRST_COMPLETED)
        if stop.done():
            break
        stop.cancel()
        result += get.result()
    await producer
    return result


async def broadcast(n):
    async def receive(queue):
        result = 0
        for _ in range(n):
            result += await queue.get()
        return result

    queues = [asyncio.Queue() for _ in range(RECEIVERS)]
    receivers = [asyncio.create_task(receive(queue)) for queue in queues]
    for message in range(n):
        for queue in queues:
            queue.put_nowait(message)
        await asyncio.sleep(0)
    return sum(await asyncio.gather(*receivers))


async def subprocess():
    child = await asyncio.create_subprocess_exec(os.environ["BENCH_PROGRAM"], "nothing")
    return await child.wait() == 0


async def subprocess_in_turn(n):
    good = 0
    for _ in range(n):
        good += await subprocess()
    return good


async def subprocess_at_once(n):
    return sum(await asyncio.gather(*(subprocess() for _ in range(n))))


async def get(session, url):
    async with session.get(url) as answer:
        answer.raise_for_status()
        return len(await answer.read())


def client():
    import aiohttp

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE))
    return session, f"{os.environ['BENCH_SITE']}/page?size={SIZE}"


async def http_in_turn(n):
    session, url = client()
    async with session:
        result = 0
        for _ in range(n):
            result += await get(session, url)
        return result


async def http_at_once(n):
    session, url = client()
    async with session:  # no more connections at a time than its connector allows
        return sum(await asyncio.gather(*(get(session, url) for _ in range(n))))


async def serve(n):
    """A server that answers each request after a second, until it is stopped."""
    import resource

    from aiohttp import web

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < 4096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))

    async def answer(request):
        await asyncio.sleep(1)
        return web.Response(text="hello\n")

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


async def bottom(wait):
    if wait:
        await asyncio.sleep(0)
    return 1


async def descend(levels, wait):
    return await bottom(wait) if levels == 1 else await descend(levels - 1, wait) + 1


async def nesting(n, wait):
    result = 0
    for _ in range(n):
        result += await descend(LEVELS, wait)
    return result


def is_prime(number):
    return number >= 2 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


def primes(first, n):
    return sum(map(is_prime, range(first, min(first + PIECE, n))))


async def cpu_in_turn(n):
    return sum(primes(first, n) for first in range(0, n, PIECE))


async def cpu_tasks(n):
    async def piece(first):
        return primes(first, n)

    return sum(await asyncio.gather(*(piece(first) for first in range(0, n, PIECE))))


async def cpu_threads(n):
    pieces = (asyncio.to_thread(primes, first, n) for first in range(0, n, PIECE))
    return sum(await asyncio.gather(*pieces))


async def cpu_processes(n):
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor() as pool:
        pieces = (loop.run_in_executor(pool, primes, first, n) for first in range(0, n, PIECE))
        return sum(await asyncio.gather(*pieces))


def sieve(n):
    """How many primes there are, in another way."""
    prime = bytearray([1]) * n
    prime[:2] = bytes(min(n, 2))
    for number in range(2, math.isqrt(n) + 1):
        prime[number * number :: number] = bytes(len(range(number * number, n, number)))
    return sum(prime)


# The function that does the work, and the result that it must have.
WORKS = {
    "start": (start, lambda n: 0),
    "tasks": (tasks, lambda n: n),
    "spawn": (spawn, lambda n: n),
    "queue-1": (lambda n: queue(n, 1), lambda n: n * (n - 1) // 2),
    "queue-100": (lambda n: queue(n, 100), lambda n: n * (n - 1) // 2),
    "select": (select, lambda n: n * (n - 1) // 2),
    "select-anew": (select_anew, lambda n: n * (n - 1) // 2),
    "broadcast": (broadcast, lambda n: n * (n - 1) // 2 * RECEIVERS),
    "subprocess-in-turn": (subprocess_in_turn, lambda n: n),
    "subprocess-at-once": (subprocess_at_once, lambda n: n),
    "http-in-turn": (http_in_turn, lambda n: n * SIZE),
    "http-at-once": (http_at_once, lambda n: n * SIZE),
    "server": (serve, lambda n: n),
    "nesting": (lambda n: nesting(n, False), lambda n: n * LEVELS),
    "nesting-woken": (lambda n: nesting(n, True), lambda n: n * LEVELS),
    "cpu": (cpu_in_turn, sieve),
    "cpu-tasks": (cpu_tasks, sieve),
    "cpu-threads": (cpu_threads, sieve),
    "cpu-processes": (cpu_processes, sieve),
}


def asyncio_loop():
    if sys.version_info < (3, 12) and hasattr(os, "pidfd_open"):
        # As newer versions do by themselves; this one would start a thread for each child.
        asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
    return None  # asyncio's own


def uvloop_loop():
    import uvloop

    return uvloop.new_event_loop


LOOPS = {"asyncio": asyncio_loop, "uvloop": uvloop_loop}


def main():
    name, on, size, *expected = sys.argv[1:]
    work, right = WORKS[name]
    n, loop = int(size), LOOPS[on]()
    begin = time.perf_counter()
    with asyncio.Runner(loop_factory=loop) as runner:
        result = runner.run(work(n))
    took = time.perf_counter() - begin
    wanted = int(expected[0]) if expected else right(n)
    if result != wanted:
        raise SystemExit(f"{name} on {on}: the result is {result}, not {wanted}")
    print(f"took {took}", file=sys.stderr)


if __name__ == "__main__":
    main()
