"""What a file or an address holds, within limits: size, time, scheme, and no way into a private network."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from helpers.encoding import LARGEST, check_size
from helpers.errors import InputError

SECONDS = 30.0
REDIRECTS = 5
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
AGENT = "helpers (a study of press articles; one page, once)"
SAVE = "save the page in a browser and add the file"


@dataclass(frozen=True)
class Received:
    """Bytes as received, where they came from, and whether they are a page of HTML."""

    source: str
    data: bytes
    name: str
    address: str = ""
    is_page: bool = False


def receive(source: str, allow_private: bool = False, seconds: float = SECONDS) -> Received:
    """Return what stands in `source`, a file or an address of scheme http or https.

    Raises
    ------
    InputError
        No such file or address, an empty or oversized one, another scheme, an address inside a private network,
        an answer that is no text or takes longer than `seconds` in all.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:(?!\\)", source):
        return _fetched(source, allow_private, seconds)
    return _opened(Path(source))


def _opened(path: Path) -> Received:
    """Return the bytes of a file."""
    try:
        if not path.is_file():
            raise InputError(str(path), "is not a file", "name a text file, a saved page or an address")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check the file's rights") from None
    _check_size(data, str(path))
    return Received(str(path), data, path.name, is_page=_is_page(data))


def _check_size(data: bytes, source: str) -> None:
    """Raise `InputError` for nothing, and for more than any article holds."""
    if not data.strip():
        raise InputError(source, "is empty", "name a file or page that holds an article")
    check_size(len(data), source)


def _is_page(data: bytes) -> bool:
    """Return whether bytes are HTML."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in head


def _fetched(address: str, allow_private: bool, seconds: float) -> Received:
    """Return what an address answers, after at most a few redirects."""
    deadline = time.monotonic() + seconds
    place = address
    for _ in range(REDIRECTS + 1):
        parts = _checked(place)
        answer, data = _asked(parts, address, allow_private, deadline)
        moved = answer.getheader("Location")
        if answer.status in (301, 302, 303, 307, 308) and moved:
            place = urljoin(place, moved)
            continue
        return _accepted(answer, data, address, place)
    raise InputError(address, f"redirects more than {REDIRECTS} times", SAVE)


def _checked(address: str) -> SplitResult:
    """Return the parts of an address of a scheme that may be fetched."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise InputError(address, "is not an address", "copy it from the browser") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise InputError(address, f"has the scheme {parts.scheme}", "only http and https are fetched")
    if not parts.hostname:
        raise InputError(address, "names no host", "copy the address from the browser")
    return parts


def _asked(
    parts: SplitResult, address: str, allow_private: bool, deadline: float
) -> tuple[http.client.HTTPResponse, bytes]:
    """Return the answer of one host and the bytes of its body."""
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    )
    try:
        with _connected(_host(parts), parts, address, allow_private, deadline) as connection:
            headers = {"User-Agent": AGENT, "Accept": "text/html, text/plain", "Accept-Encoding": "identity"}
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            data = answer.read(LARGEST + 1)
            if time.monotonic() > deadline:
                raise TimeoutError
            return answer, data
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, InputError):
            raise
        late = time.monotonic() > deadline or isinstance(error, TimeoutError)
        told = "does not answer in time" if late else f"does not answer ({_reason(error)})"
        raise InputError(address, told, f"try again later, or {SAVE}") from None


def _reason(error: Exception) -> str:
    """Return an error's words on one line."""
    return " ".join(str(getattr(error, "strerror", None) or error or type(error).__name__).split())[:120]


def _host(parts: SplitResult) -> str:
    """Return the host of an address in the letters that the network knows."""
    host = parts.hostname or ""
    return host if ":" in host else host.encode("idna").decode()


@contextmanager
def _connected(
    host: str, parts: SplitResult, address: str, allow_private: bool, deadline: float
) -> Iterator[http.client.HTTPConnection]:
    """Yield a connection to the very address that was checked, cut when the time is over.

    The name is resolved once: asking again could give another address than the one that was found to be public.
    """
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    plain = _socket(host, port, address, allow_private, deadline)
    clock = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [plain])
    clock.daemon = True
    clock.start()
    connection = http.client.HTTPConnection(host, port)
    try:
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        )
        yield connection
    finally:
        clock.cancel()
        connection.close()
        plain.close()


def _cut(connected: socket.socket) -> None:
    """End a connection from outside, so that whoever reads from it stops waiting."""
    with suppress(OSError):  # it may be over already
        connected.shutdown(socket.SHUT_RDWR)


def _socket(host: str, port: int, address: str, allow_private: bool, deadline: float) -> socket.socket:
    """Return a socket to the first address of `host` that answers; every one must be public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not allow_private:
        for entry in found:
            if not is_public(str(entry[4][0])):
                told = f"leads to {entry[4][0]}, inside a private network"
                raise InputError(address, told, "add --allow-private if that is meant")
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, place in found:
        connected = socket.socket(family, kind, protocol)
        connected.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            connected.connect(place)
            return connected
        except OSError as error:
            connected.close()
            failure = error
    raise failure


def is_public(number: str) -> bool:
    """Return whether an IP address belongs to the public network, also when it is an IPv4 one written as IPv6.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("169.254.1.1")
    (True, False, False, False)
    """
    address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not address.is_multicast


def _accepted(answer: http.client.HTTPResponse, data: bytes, address: str, place: str) -> Received:
    """Return an answer that is a page or a text."""
    if answer.status != 200:
        raise InputError(
            address, f"answers {answer.status} {_reason(Exception(answer.reason))}", f"check it, or {SAVE}"
        )
    coding = answer.getheader("Content-Encoding", "identity").lower()
    kind = answer.getheader("Content-Type", "text/html").partition(";")[0].strip().lower()
    if coding != "identity":
        raise InputError(address, f"answers in the coding {coding}, which was not asked for", SAVE)
    if kind not in ("text/html", "application/xhtml+xml", "text/plain"):
        raise InputError(
            address, f"is {kind}, no page and no text", "save the article as text and add the file"
        )
    declared = answer.getheader("Content-Length", "")
    _check_size(data, address)
    if declared.isdecimal() and int(declared) > len(data):
        raise InputError(address, f"breaks off after {len(data)} of {declared} bytes", "try again later")
    name = Path(urlsplit(place).path).name
    return Received(address, data, name, place, is_page=kind != "text/plain" or _is_page(data))
