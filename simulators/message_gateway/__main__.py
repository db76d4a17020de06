"""``python -m simulators.message_gateway --port 8090 --ledger DIR``."""

import argparse
from pathlib import Path

from simulators.faults import Faults
from simulators.http import server
from simulators.message_gateway.app import MODES, create_app
from simulators.message_gateway.ledger import Ledger


def main() -> None:
    parser = argparse.ArgumentParser(prog="message_gateway", description="A message gateway with fault modes.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True, help="folder of the on-disk ledger")
    args = parser.parse_args()
    ledger = Ledger(args.ledger)
    try:
        server(create_app(ledger, Faults(MODES)), args.host, args.port).run()
    finally:
        ledger.close()


if __name__ == "__main__":
    main()
