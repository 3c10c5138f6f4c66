# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deadline of a call, and how it ends a request that is still running.

A timeout of `requests` bounds a single wait for the network, and a slow server can cause any number of waits: one byte of a header now
and then. So every socket of a request belongs to a watchdog, which shuts it down at the deadline. From the outside in:

    WatchedAdapter (requests: HTTPAdapter)            one per request, made by `watched_adapter`
      pool manager (urllib3)                          one for direct connections, one for the proxy
        pool class, one per scheme (urllib3)          http and https
          WatchedConnection (urllib3: HTTP[S]Connection)    opens the socket, also for TLS and for a proxy's tunnel
            Watchdog                                  a thread that shuts the socket down at the deadline
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter


class Deadline:
    """A point in time, a number of seconds after its creation."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self.clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """The seconds until the deadline; 0 or less after it."""
        return self._end - self.clock()


class Watchdog:
    """A context that shuts down its sockets after a number of seconds."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._originals: list[socket.socket] = []

    def __enter__(self) -> Watchdog:
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()
        # Ansible forks, so no thread may be left.
        self._timer.join()
        for sock in (*self._sockets, *self._originals):
            sock.close()

    def watch(self, sock: socket.socket) -> None:
        """Shut this socket down when the time is over."""
        # A duplicate, because TLS takes the file descriptor away from the original.
        duplicate = sock.dup()
        with self._lock:
            self._sockets.append(duplicate)
            # urllib3 before 2.0 leaves it open if TLS cannot start.
            self._originals.append(sock)
            if self.expired:
                _shut_down(duplicate)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            for duplicate in self._sockets:
                _shut_down(duplicate)


def watched_adapter(watchdog: Watchdog, deadline: Deadline) -> HTTPAdapter:
    """An adapter of `requests` for one request, whose sockets the watchdog watches from their first byte on."""
    return _adapter_class()(watchdog, deadline)  # type: ignore[no-any-return]


def _shut_down(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


@cache
def _adapter_class() -> Any:
    # In a function, because the import of requests takes longer than all the rest of a run that needs no network.
    from requests.adapters import HTTPAdapter

    class WatchedAdapter(HTTPAdapter):
        def __init__(self, watchdog: Watchdog, deadline: Deadline) -> None:
            self._watch = partial(_watch_connections, watchdog=watchdog, deadline=deadline)
            super().__init__(max_retries=0)

        def init_poolmanager(self, *args: Any, **settings: Any) -> None:
            super().init_poolmanager(*args, **settings)
            self._watch(self.poolmanager)

        def proxy_manager_for(self, *args: Any, **settings: Any) -> Any:
            manager = super().proxy_manager_for(*args, **settings)
            self._watch(manager)
            return manager

    return WatchedAdapter


def _watch_connections(manager: Any, watchdog: Watchdog, deadline: Deadline) -> None:
    """Make a pool manager of urllib3 use connections whose sockets are watched."""
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _watched_connection(pool.ConnectionCls, watchdog, deadline)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _watched_connection(connection_class: Any, watchdog: Watchdog, deadline: Deadline) -> Any:
    """The subclass of a connection class of urllib3 whose sockets are watched."""
    from .bounded_reader import BoundedResponse

    class WatchedConnection(connection_class):  # type: ignore[misc]
        response_class = BoundedResponse

        def _new_conn(self) -> socket.socket:
            sock: socket.socket = _connect(self, deadline)
            watchdog.watch(sock)
            return sock

    return WatchedConnection


def _connect(connection: Any, deadline: Deadline) -> socket.socket:
    """Connect to the first address of the host that answers, within one timeout for all addresses.

    urllib3 itself waits for the whole timeout at each address, and the watchdog cannot end that: it gets the socket only after the
    connection is there. So a name with several dead addresses would exceed the deadline.
    """
    from urllib3.util.connection import allowed_gai_family, create_connection

    addresses = socket.getaddrinfo(connection.host, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    limit = Deadline(min(float(connection.timeout), deadline.remaining()), deadline.clock)
    failure = OSError("The name has no address")
    for index, (_family, _type, _protocol, _name, address) in enumerate(addresses):
        # Never 0, which would mean a socket that does not wait at all.
        timeout = max(limit.remaining() / (len(addresses) - index), 0.001)
        try:
            return create_connection((str(address[0]), connection.port), timeout, connection.source_address, connection.socket_options)
        except OSError as error:
            failure = error
    raise failure
