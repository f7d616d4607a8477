"""Where the server listens: the address of a host, its URL, and whether its port is free."""

import ipaddress
import socket

from bentos.settings import SettingsError

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


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


def url(host: str, port: int) -> str:
    """`http://HOST:PORT` for a browser on the same machine."""
    if host in (*_EVERYWHERE, "127.0.0.1"):
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
