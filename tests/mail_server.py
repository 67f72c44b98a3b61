"""A mail server in a process of its own that behaves as well, or as badly, as a test wants."""

import asyncio
import contextlib
import email.message
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP

ANSWERS = {"busy": "451 Try again later", "refuse": "550 No such mailbox"}


class MailServer:
    """What a test sees of the process: its port, how it behaves, and what came in."""

    def __init__(self, folder: Path, port: int):
        self.folder = folder
        self.port = port

    def behave(self, how: str) -> None:
        """Choose "well", "busy" (4xx), "refuse" (5xx), "drop" or "hang" after the whole letter."""
        (self.folder / "behavior").write_text(how)

    @property
    def letters(self) -> list[email.message.EmailMessage]:
        """What it keeps, in the order of arrival, a letter that was dropped on included."""
        files = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    @property
    def message_ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.letters]


@contextlib.contextmanager
def running_mail_server(folder: Path) -> Iterator[MailServer]:
    program = subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert program.stdout
        yield MailServer(folder, int(program.stdout.readline()))
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


class Handler:
    def __init__(self, folder: Path):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        file = self.folder / "behavior"
        behavior = file.read_text() if file.exists() else "well"
        if behavior in ANSWERS:
            return ANSWERS[behavior]
        self.count += 1
        (self.folder / f"{self.count:04}.eml").write_bytes(envelope.content)
        if behavior == "drop":
            server.transport.abort()
        if behavior == "hang":
            await asyncio.sleep(3600)
        return "250 OK"


async def serve(folder: Path) -> None:
    handler = Handler(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
