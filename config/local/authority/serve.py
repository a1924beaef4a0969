"""``python -m config.local.authority.serve FOLDER FD``: answers on a socket of the parent."""

import socket
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel

from config.local.authority import pki


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Every seal asks twice; errors still appear as tracebacks."""


def main(authority: Path, listening: socket.socket) -> None:
    store = AnimatorArchStore({ArchLabel("test"): pki.architecture(authority)})
    server = Server(("127.0.0.1", 0), QuietHandler, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(Animator(store, with_web_ui=False, allow_time_override=False))
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])))
