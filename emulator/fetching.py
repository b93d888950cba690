"""External attachments: a document is fetched by URL, within limits, in a process of its own.

Rule: only `http` and `https`; at most `MOST_REDIRECTS` redirects, `MOST_BYTES` bytes and `MOST_SECONDS` seconds in all,
so that a server that never ends, never answers or goes in circles costs one fax and nothing else. Certificates are not
verified: test servers sign their own (ours). No proxy is taken from the environment.
"""

from collections.abc import Callable
from functools import partial

from fax_engine.piece_of_work import TookTooLong
from fax_engine.ports import Fetched, FetchFailed
from fax_engine.reasons import Why, reason, reason_of
from fax_engine.worker import WorkLimits
from fax_engine.workshop import Workshop

MOST_REDIRECTS = 5
MOST_BYTES = 36 << 20
MOST_SECONDS = 30

FETCH_LIMITS = WorkLimits(seconds=MOST_SECONDS, memory=1 << 30)


class WorkshopFetcher:
    """A `Fetcher` whose work is done in a workshop."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def fetch(self, url: str, done: Callable[[Fetched | FetchFailed], None]) -> None:
        """Fetch `url`; see `Fetcher`."""
        self._workshop.submit(fetch_document, lambda: (url,), partial(_deliver, done))


def fetch_document(
    url: str, most_bytes: int = MOST_BYTES, most_redirects: int = MOST_REDIRECTS
) -> Fetched | FetchFailed:
    """Fetch one document, blocking. Every failure is a value with a reason."""
    import httpx

    try:
        with (
            httpx.Client(
                verify=False, trust_env=False, follow_redirects=True, max_redirects=most_redirects, timeout=10
            ) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                return FetchFailed(reason(Why.REFUSED_BY_SERVER, status=response.status_code))
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > most_bytes:
                    return FetchFailed(reason(Why.TOO_MANY_BYTES, most=most_bytes))
            return Fetched(bytes(content), response.headers.get("content-type", ""))
    except httpx.TooManyRedirects:
        return FetchFailed(reason(Why.TOO_MANY_REDIRECTS, most=most_redirects))
    except httpx.UnsupportedProtocol:
        return FetchFailed(reason(Why.NO_HTTP))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # the last: a host name that is none
        return FetchFailed(reason(Why.NOT_FETCHED, problem=str(error) or type(error).__name__))


def _deliver(done: Callable[[Fetched | FetchFailed], None], result: Fetched | FetchFailed | Exception) -> None:
    if isinstance(result, Fetched | FetchFailed):
        done(result)
    elif isinstance(result, TookTooLong):
        done(FetchFailed(reason(Why.NOT_FETCHED_IN_TIME, seconds=MOST_SECONDS)))
    else:
        done(FetchFailed(reason(Why.NOT_FETCHED, problem=str(reason_of(result)))))
