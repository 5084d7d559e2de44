"""Debian's nginx in front of a plain static file store, by the example configuration that we ship."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import running

EXAMPLE = Path(__file__).parents[3] / "examples" / "nginx-s3"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@contextmanager
def nginx_store(folder: Path, port: int, gateway_port: int, objects: dict[str, bytes]) -> Iterator[str]:
    """The example, on other ports; the endpoint for S3 clients. `objects` are the files by bucket and key."""
    for name, content in objects.items():
        file = folder / "store" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    folder.chmod(0o755)
    for name in ("nginx.conf", "questions.conf"):
        text = (EXAMPLE / name).read_text()
        text = text.replace("127.0.0.1:8400", f"127.0.0.1:{gateway_port}").replace("127.0.0.1:9000", f"127.0.0.1:{port}")
        if name == "nginx.conf":
            # Started as root nginx serves as `nobody`, who may not enter a folder of the tests.
            text = "user root;\n" + text
        (folder / name).write_text(text)
    with running("nginx", [NGINX, "-c", str(folder / "nginx.conf"), "-p", f"{folder}/"]) as process:
        process.wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
