"""Worker pool, on asyncio.

Run it: cargo xtask run worker-pool --on python
"""

import asyncio

from lesson import lesson, say, secs

done = []


async def main():
    queue = asyncio.Queue(maxsize=6)
    workers = [asyncio.create_task(worker(name, queue)) for name in "abc"]

    for job in [(1, 3), (2, 2), (3, 1), (4, 3), (5, 3), (6, 3)]:
        await queue.put(job)
    say("queued six jobs")

    # Waits until task_done has been called for each item that was put.
    await queue.join()
    say(f"{len(done)} of six jobs are done")

    # The queue can't be closed, so the workers wait for more jobs until they are cancelled.
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    say("no worker is left")


async def worker(name, queue):
    """Takes one job after another, until it is cancelled."""
    while True:
        number, seconds = await queue.get()
        say(f"{name}: took {number}")
        # An exception that isn't caught here ends the worker.
        try:
            await work(number, seconds)
            say(f"{name}: finished {number}")
            done.append(number)
        except LookupError as error:
            say(f"{name}: {number} failed: {error}")
        finally:
            # Once for each item, even if its job failed: join() counts them.
            queue.task_done()


async def work(number, seconds):
    """Pretends to do a job for the given number of seconds. Job 2 fails."""
    await asyncio.sleep(secs(seconds))
    if number == 2:
        raise LookupError("not found")


with lesson():
    asyncio.run(main())
