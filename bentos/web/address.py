"""Addresses: where the server listens, its URL, whether its port is free, and who is on this machine."""

import ipaddress
import socket
from functools import lru_cache

from bentos.settings import Settings, SettingsError

LOOPBACK = "127.0.0.1"

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_REMEMBERED = 4096  # addresses; a client sends more than one request


def resolve(host: str) -> str:
    """The IP address of a name or an address; BentoML takes no name.

    Raises SettingsError.
    """
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.gethostbyname(host)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"HOST: no address is known for {host!r}; write an IP address of this machine, such as 127.0.0.1."
        ) from error


def bound(settings: Settings) -> str:
    """The address that the server listens on: HOST's, or LOOPBACK while nobody but this machine is let in.

    Raises SettingsError.
    """
    address = resolve(settings.host)
    return address if settings.admin_token or loopback(address) else LOOPBACK


@lru_cache(_REMEMBERED)
def loopback(address: str) -> bool:
    """Whether an address is of this machine only; what is no IP address is not."""
    try:
        return _parse(address).is_loopback
    except ValueError:
        return False


@lru_cache(_REMEMBERED)
def client(address: str) -> str:
    """Whom an address stands for: of IPv6 the /64 network, since one client has all of its addresses."""
    try:
        parsed = _parse(address)
    except ValueError:
        return address
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    parsed = ipaddress.ip_address(address)
    # A socket that listens on both families shows an IPv4 client so.
    return (parsed.ipv4_mapped if parsed.version == 6 else None) or parsed


def url(host: str, port: int) -> str:
    """`http://HOST:PORT` for a browser on the same machine."""
    if host in (*_EVERYWHERE, LOOPBACK):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_free(host: str, port: int) -> None:
    """Raise SettingsError where the server could not listen."""
    address = resolve(host)
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as listener:
            # What a server that has just ended leaves behind is in nobody's way.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen()
    except OSError as error:
        raise SettingsError(
            f"The server cannot listen on {url(host, port)} ({error.strerror}); "
            "stop what does, or set HOST or PORT to another one."
        ) from error
