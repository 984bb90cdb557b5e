"""Fetches a page that the user named by its address. The only network code of this folder."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import SourceError
from index.readers import MAX_ARTICLE_BYTES, too_large

_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
}


@dataclass(frozen=True, slots=True)
class FetchedPage:
    url: str
    data: bytes
    kind: str


def fetch_page(url: str, timeout_s: float = 30.0) -> FetchedPage:
    """Fetches one page. Raises SourceError where that doesn't work or it is no kind of text."""
    import httpx

    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=timeout_s) as response:
            response.raise_for_status()
            kind = _KINDS.get(response.headers.get("content-type", "").split(";")[0].strip())
            if kind is None:
                given = response.headers.get("content-type") or "no content type"
                raise SourceError(f"can't index {url}: {given} is no page of text")
            data = b""
            for block in response.iter_bytes():
                data += block
                if len(data) > MAX_ARTICLE_BYTES:
                    raise SourceError(too_large(url, len(data)))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(
            f"can't fetch {url}: {str(error) or type(error).__name__}. Check the address and the"
            " connection, or save the page and index the file"
        ) from error
    return FetchedPage(url, data, kind)
