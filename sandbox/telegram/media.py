"""Files: what a bot uploads, what it names by file_id, and what a photo has to be."""

import hashlib
import io
import mimetypes
from random import Random

from PIL import Image, UnidentifiedImageError

from sandbox.telegram import limits
from sandbox.telegram.errors import RefusedError, bad_request
from sandbox.telegram.model import File
from sandbox.telegram.params import Params, Upload

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}


class Files:
    """Every file of this world by file_id."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.by_id: dict[str, File] = {}

    def keep(self, name: str, data: bytes, *, kind: str, size: tuple[int, int] = (0, 0)) -> File:
        """Store bytes and give them their identifiers."""
        unique = hashlib.sha256(data).hexdigest()[:15]
        mime = _sniff(data) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        suffix = mimetypes.guess_extension(mime) or ".bin"
        number = len(self.by_id)
        file = File(
            id=f"AgAC{self._random.getrandbits(160):040x}",
            unique_id=unique,
            name=name,
            mime=mime,
            data=data,
            path=f"{kind}s/file_{number}{suffix}",
            width=size[0],
            height=size[1],
        )
        self.by_id[file.id] = file
        return file

    def at(self, path: str) -> File | None:
        """The file behind a path that getFile gave out."""
        return next((file for file in self.by_id.values() if file.path == path), None)

    def take(self, params: Params, field: str, kind: str, value: object = None) -> File:
        """The file that a parameter sends: an upload, `attach://name`, or a known file_id."""
        named = params.values.get(field) if value is None else value
        upload = params.files.get(field)
        if isinstance(named, str) and named.startswith("attach://"):
            upload = params.files.get(named.removeprefix("attach://"))
        if upload:
            return self._keep_upload(upload, kind)
        if not isinstance(named, str) or not named:
            raise bad_request(f"there is no {kind} in the request")
        if named.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # this world has no internet
        known = self.by_id.get(named)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind == "photo" and not known.width:
            raise bad_request("can't use file of type Document as Photo")
        return known

    def _keep_upload(self, upload: Upload, kind: str) -> File:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            return self.keep(upload.name, upload.data, kind=kind, size=measure_photo(upload.data))
        if len(upload.data) > limits.UPLOAD_BYTES:
            raise RefusedError(413, "Request Entity Too Large")
        return self.keep(upload.name, upload.data, kind=kind)


def measure_photo(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a picture that may be sent as a photo."""
    if len(data) > limits.PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {limits.PHOTO_BYTES} bytes"
        )
    if _sniff(data) not in {"image/png", "image/jpeg"}:
        raise bad_request("IMAGE_PROCESS_FAILED")
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            if width + height <= limits.PHOTO_SIDES_SUM:
                image.load()
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > limits.PHOTO_SIDES_SUM or max(width, height) > limits.PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _sniff(data: bytes) -> str | None:
    return next((mime for magic, mime in _MAGIC.items() if data.startswith(magic)), None)
