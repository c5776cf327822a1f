"""How requests are read: in C where that can be had, and never more of one than its parts may be long."""

import asyncio
import logging

try:
    import httptools
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
except ImportError:  # there is none for PyPy and Windows here
    from uvicorn.protocols.http.h11_impl import H11Protocol

    PROTOCOL: type[asyncio.Protocol] = H11Protocol
else:

    class CarefulProtocol(HttpToolsProtocol):
        """What h11 does by itself, and httptools does not.

        A part that does not end is not kept for ever. What follows a body is no header. And a request that would
        rather go on with another protocol keeps its body, which else were read as the request after it.
        """

        _pending = 0  # bytes since a part was complete: a head, a piece of a body, the end

        def data_received(self, data: bytes) -> None:
            self._unset_keepalive_if_required()
            self._pending += len(data)
            try:
                self._feed(data)
            except httptools.HttpParserError:
                self._refuse()
            else:
                if self._pending > PART_BYTES:
                    self._refuse()

        def on_headers_complete(self) -> None:
            if self._is_elsewhere():
                return
            super().on_headers_complete()
            self.headers = []  # what is yet to come is not of the head
            self._pending = 0

        def on_body(self, body: bytes) -> None:
            super().on_body(body)
            self._pending = 0

        def on_message_complete(self) -> None:
            if self._is_elsewhere():
                return
            super().on_message_complete()
            self._pending = 0

        def _is_elsewhere(self) -> bool:
            """Whether this request would go on with another protocol; it is read anew, as one that would not."""
            return self.parser.should_upgrade()

        def _feed(self, data: bytes) -> None:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as stopped:
                method = self.parser.get_method()
                if method == b"CONNECT":  # would be a proxy
                    raise httptools.HttpParserError from None
                self._unsupported_upgrade_warning()
                version = self.parser.get_http_version().encode()
                kept = (b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade")
                head = b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(kept))
                self.parser = httptools.HttpRequestParser(self)
                self._feed(head + data[stopped.args[0] :])

        def _refuse(self) -> None:
            if not self.transport.is_closing():
                logging.getLogger("uvicorn.error").warning(INVALID)
                self.send_400_response(INVALID)

    PROTOCOL = CarefulProtocol

PART_BYTES = 16_384  # as h11 has it
INVALID = "Invalid HTTP request received."
