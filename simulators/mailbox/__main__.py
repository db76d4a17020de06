"""``python -m simulators.mailbox --smtp-port 2525 --http-port 8091 --dir DIR``."""

import argparse
import asyncio
from pathlib import Path

from simulators.faults import Faults
from simulators.http import server
from simulators.mailbox import smtp
from simulators.mailbox.app import create_app
from simulators.mailbox.store import MailStore


async def serve(folder: Path, host: str, smtp_port: int, http_port: int) -> None:
    """Serves until the HTTP side is told to stop (SIGINT or SIGTERM)."""
    store, faults = MailStore(folder), Faults(smtp.MODES)
    mail_server = await smtp.listen(store, faults, host, smtp_port)
    try:
        await server(create_app(store, faults), host, http_port).serve()
    finally:
        mail_server.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailbox", description="A mail server with fault modes.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True, help="folder of the accepted mails")
    args = parser.parse_args()
    asyncio.run(serve(args.dir, args.host, args.smtp_port, args.http_port))


if __name__ == "__main__":
    main()
