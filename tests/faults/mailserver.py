"""A mail server that misbehaves as told: `python -m tests.faults.mailserver PORT FOLDER`.

The file `behavior` in the folder says how, and may change at any time. Each letter that the server
has in its hands is kept as one file, the dropped ones too: their sender does not know of them.
"""

import asyncio
import itertools
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

A_WHILE, TOO_LONG = 10, 3600  # seconds


class Behavior:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        behavior = (self.folder / "behavior").read_text()
        if behavior == "hang":
            await asyncio.sleep(TOO_LONG)
        if behavior == "4xx":
            return "451 4.3.0 Try again later"
        if behavior == "5xx":
            return "554 5.3.0 Not today"
        path = self.folder / f"{next(self.numbers):06}.eml"
        head = f"X-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n".encode()
        path.write_bytes(head + envelope.original_content)
        if behavior == "drop":
            server.transport.abort()
        if behavior == "hold":
            await asyncio.sleep(A_WHILE)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    behavior = Behavior(folder)
    server = await loop.create_server(lambda: SMTP(behavior), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
