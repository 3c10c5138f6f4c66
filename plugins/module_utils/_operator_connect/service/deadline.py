# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: how much of it a call has, and how a try ends that outlives it.

A timeout of `requests` bounds one wait for the network, and there can be any number of them: a byte of a header now and then, a
name with many dead addresses. So each try is watched: at the deadline its sockets are shut down, wherever it stands.
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
    """So many seconds from now on."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self.clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """The seconds that are left; 0 or less when it is over."""
        return self._end - self.clock()


class Watchdog:
    """A context in which sockets live until the time is over, and no longer."""

    def __init__(self, seconds: float) -> None:
        self.bit = False  # whether the time is over
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._guarded: list[socket.socket] = []

    def __enter__(self) -> Watchdog:
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()
        # Ansible forks: no thread is left behind.
        self._timer.join()
        for duplicate in self._guarded:
            duplicate.close()

    def guard(self, sock: socket.socket) -> None:
        """Have this one shut down when the time is over."""
        # A duplicate, because TLS takes the original's file descriptor away from it.
        duplicate = sock.dup()
        with self._lock:
            self._guarded.append(duplicate)
            if self.bit:
                _shut_down(duplicate)

    def _bite(self) -> None:
        with self._lock:
            self.bit = True
            for duplicate in self._guarded:
                _shut_down(duplicate)


def watched_adapter(watchdog: Watchdog, deadline: Deadline) -> HTTPAdapter:
    """An adapter of `requests` for one try, every connection of which is guarded from its first byte on.

    To a name with several addresses it connects within one timeout, shared between them.
    """
    return _adapter_class()(watchdog, deadline)  # type: ignore[no-any-return]


def _shut_down(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


@cache
def _adapter_class() -> Any:
    # Made here, and not above, because importing requests takes longer than all the rest of a run that needs no network.
    from requests.adapters import HTTPAdapter

    class WatchedAdapter(HTTPAdapter):
        def __init__(self, watchdog: Watchdog, deadline: Deadline) -> None:
            self._watch = partial(_watch, watchdog=watchdog, deadline=deadline)
            super().__init__(max_retries=0)

        def init_poolmanager(self, *args: Any, **settings: Any) -> None:
            super().init_poolmanager(*args, **settings)
            self._watch(self.poolmanager)

        def proxy_manager_for(self, *args: Any, **settings: Any) -> Any:
            manager = super().proxy_manager_for(*args, **settings)
            self._watch(manager)
            return manager

    return WatchedAdapter


def _watch(manager: Any, watchdog: Watchdog, deadline: Deadline) -> None:
    """Have all connections guarded that a pool manager of urllib3 will make."""
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _guarded(pool.ConnectionCls, watchdog, deadline)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _guarded(connection_class: Any, watchdog: Watchdog, deadline: Deadline) -> Any:
    """A connection class of urllib3, with the sockets guarded that it opens."""
    from urllib3.connection import HTTPConnection

    # A SOCKS connection, which the environment can ask for, opens its socket in a way of its own.
    is_plain = connection_class._new_conn is HTTPConnection._new_conn

    class GuardedConnection(connection_class):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            sock: socket.socket = _dial(self, deadline) if is_plain else super()._new_conn()
            watchdog.guard(sock)
            return sock

    return GuardedConnection


def _dial(connection: Any, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers. The timeout is for all of them, in equal parts of what is left."""
    from urllib3.util.connection import allowed_gai_family, create_connection

    addresses = socket.getaddrinfo(connection.host, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    time = Deadline(min(float(connection.timeout), deadline.left()), deadline.clock)
    failure = OSError("The name has no address")
    for tried, (_family, _kind, _protocol, _name, address) in enumerate(addresses):
        # Even a try with no time left has to be one: 0 would mean not to wait at all.
        share = max(time.left() / (len(addresses) - tried), 0.001)
        try:
            return create_connection((str(address[0]), connection.port), share, connection.source_address, connection.socket_options)
        except OSError as error:
            failure = error
    raise failure
