"""Crawler, on asyncio with aiohttp.

Run it: cargo xtask run crawler --on python
"""

import asyncio
import collections
import contextlib
import re
import signal
import string
import sys
import urllib.parse

import aiohttp
import lesson_site
from lesson import lesson, say, secs

WORKERS, AT_A_HOST = 5, 2
GRAPH = "/graph/0?wait=1&links=3&pages=4,2,2,1&end=/missing,/busy,,/silent,"


async def main(hosts):
    interrupted = asyncio.Event()

    def interrupt():
        """The first Ctrl-C asks for a graceful stop, and the second one exits immediately."""
        if interrupted.is_set():
            sys.exit(130)
        print("finishing what is under way; press Ctrl-C again to exit immediately", file=sys.stderr)
        interrupted.set()

    # Without this, asyncio.run cancels main at Ctrl-C, and every page that is under way.
    with contextlib.suppress(NotImplementedError):  # on Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)
    async with aiohttp.ClientSession() as client:
        with lesson():
            await crawl(client, Frontier(hosts, hosts[0] + GRAPH), interrupted)
            leave_if(interrupted)

            # Again, from host B, and stopped halfway, as Ctrl-C stops a crawl.
            frontier = Frontier(hosts, hosts[1] + GRAPH)
            crawling = asyncio.create_task(crawl(client, frontier, interrupted))
            await frontier.wait_for(lambda: frontier.closed or frontier.is_at(1, 1))
            if not frontier.closed:
                say("stop: 1 page done, 1 under way")
                await frontier.close()
            await crawling
            leave_if(interrupted)


def leave_if(interrupted):
    """An interrupted crawl can't keep the claims of the lesson."""
    if interrupted.is_set():
        raise SystemExit(130)


async def crawl(client, frontier, stop):
    """Runs five workers until the crawl is over or the stop is set, and reports."""
    stopping = asyncio.create_task(close_at(stop, frontier))
    broken = await asyncio.gather(*(worker(client, frontier) for _ in range(WORKERS)))
    stopping.cancel()

    most, at_a_host = frontier.most, frontier.most_at_a_host
    say(f"pages done: {frontier.done_count}, most at once: {most}, most at one host: {at_a_host}")
    for page, error in sorted(sum(broken, []), key=lambda pair: pair[0].name):
        say(f"broken: {page.name}, {error}, linked from {page.found_on}")
    if frontier.queue:
        say(f"left: {names(frontier.queue)}")


async def close_at(stop, frontier):
    await stop.wait()
    await frontier.close()


async def worker(client, frontier):
    """Fetches one page after another, and returns those that are broken."""
    broken = []
    while page := await frontier.next():
        try:
            found = frontier.unseen(await fetch(client, page), page.name)
            say(f"{page.name}: found {names(found)}")
        # An error ends its page and not the crawl. Uncaught, it would end the worker.
        except (aiohttp.ClientError, TimeoutError) as error:
            found = []
            broken.append((page, error))
        done = await frontier.done(page, found)
        if done % 5 == 0:
            say(f"{done} pages so far")
    return broken


async def fetch(client, page):
    """The links of a page. It has four seconds for all attempts and pauses together."""
    try:
        async with asyncio.timeout(secs(4)):
            text = await attempts(client, page)
    except TimeoutError:
        raise TimeoutError("nothing within 4 s") from None
    return [urllib.parse.urljoin(page.url, link) for link in re.findall('href="([^"]*)"', text)]


async def attempts(client, page):
    """The text of a page. A server that is busy is asked three times, with pauses between."""
    for pause in 1, 2, None:
        async with client.get(page.url) as answer:
            # Busy may pass. Everything else is final.
            if answer.status != 503 or pause is None:
                if not answer.ok:
                    raise aiohttp.ClientError(f"{answer.status} {answer.reason}")
                return await answer.text()
        say(f"{page.name}: busy, again in {pause} s")
        await asyncio.sleep(secs(pause))


Page = collections.namedtuple("Page", "url name found_on")


def names(pages):
    return f"[{', '.join(page.name for page in pages)}]"


class Frontier:
    """A queue that is filled by the workers that take from it."""

    def __init__(self, hosts, start):
        self.letters = dict(zip(hosts, string.ascii_uppercase))
        self.seen = set()  # every address that was ever found
        self.under_way = collections.Counter()  # at each host
        self.done_count = self.most = self.most_at_a_host = 0
        self.closed = False
        self.changed = asyncio.Condition()
        self.queue = self.unseen([start], "nowhere")

    async def next(self):
        """The next page whose host has room for it, or None when the crawl is over."""
        await self.wait_for(lambda: self.is_over() or self.first() is not None)
        if self.is_over():
            return None
        page = self.queue.pop(self.first())
        self.under_way[host(page.url)] += 1
        self.most_at_a_host = max(self.most_at_a_host, self.under_way[host(page.url)])
        self.most = max(self.most, self.under_way.total())
        await self.notify()
        return page

    def first(self):
        """The index in the queue of the first page whose host has room."""
        pages = enumerate(self.queue)
        return next((i for i, page in pages if self.under_way[host(page.url)] < AT_A_HOST), None)

    def is_over(self):
        """Nothing is queued, and no page is under way on which more could be found."""
        return self.closed or not self.queue and self.under_way.total() == 0

    def unseen(self, links, found_on):
        """Those of the links that are new. They are marked right here."""
        new = [link for link in dict.fromkeys(links) if link not in self.seen]
        self.seen.update(new)
        return [Page(link, self.name(link), found_on) for link in new]

    async def done(self, page, found):
        """Ends a page and queues what was found on it, in one step."""
        self.under_way[host(page.url)] -= 1
        self.queue += found
        self.done_count += 1
        count = self.done_count
        await self.notify()
        return count

    async def close(self):
        """From now on, no page is handed out."""
        self.closed = True
        await self.notify()

    def is_at(self, done, under_way):
        return (self.done_count, self.under_way.total()) == (done, under_way)

    async def wait_for(self, predicate):
        async with self.changed:
            await self.changed.wait_for(predicate)

    async def notify(self):
        async with self.changed:
            self.changed.notify_all()

    def name(self, url):
        """A/3 for http://127.0.0.1:40001/graph/3?wait=1, because the port differs in each run."""
        return f"{self.letters[host(url)]}/{urllib.parse.urlsplit(url).path.split('/')[-1]}"


def host(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


with lesson_site.start(hosts=5) as hosts:
    asyncio.run(main(hosts))
