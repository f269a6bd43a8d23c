"""Protocol of pygls with our documents, and an answer to whatever comes.

    protocol.receive(body)      one message as it came: bytes of JSON

A message is served, answered with an error, or dropped with one line in the log; nothing raises.
Nothing is served before `initialize` and after `shutdown`, as LSP wants it, and nothing to a client
that does not bring the token which `app.access` asks for. No error tells of the server's insides.
"""

import logging
from collections.abc import Generator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)

from beamcoder.server import own_methods
from beamcoder.server.messages import VERSION, check_call, is_id, read_message

log = logging.getLogger(__name__)

INTERNAL_ERROR: Final = -32603
INTERNAL: Final = "Beamcoder: an internal error, of which the server's log has more"
NO_TOKEN: Final = (
    "this server accepts no client without a token: send what it printed at its start, what its "
    "--token-file holds, or what beamcoder token made, as initializationOptions.token"
)
TOO_MANY: Final = types.ResponseError(
    types.LSPErrorCodes.ServerCancelled, "given up: too many requests wait for an answer"
)


CHANGES_TEXT: Final = (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE)


class Protocol(LanguageServerProtocol):
    _server: Any  # a `Beamcoder`, which stands above

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self.has_begun = False  # `initialize` has been answered
        self.is_refused = False  # for want of the token; nothing more is read
        self._waiting: dict[Any, None] = {}  # requests without an answer, the oldest first
        self._given_up: set[Any] = set()

    # What comes.

    def receive(self, body: bytes) -> None:
        """One message, whatever it is."""
        try:
            data = read_message(body)
        except JsonRpcException as exc:
            self.refuse(None, exc)
            return
        try:
            self._call(data) if "method" in data else self._reply(data)
        except Exception as exc:  # the server outlives it
            what = f"{type(exc).__name__}: {exc}"
            has_trace = log.isEnabledFor(logging.DEBUG)
            log.error("a message could not be handled: %s", shortened(what), exc_info=has_trace)

    def refuse(self, msg_id: Any, exc: JsonRpcException) -> None:
        """Answer an error; without an id to what has none that could be read."""
        log.warning("refused: %s", shortened(exc.message))
        self._server.access.visit.n_errors += 1
        error = {"code": exc.code, "message": exc.message}
        self._send_data({"jsonrpc": VERSION, "id": msg_id, "error": error})

    def _call(self, data: dict[str, Any]) -> None:
        """A request or a notification; what is wrong with a notification is only logged."""
        msg_id = data["id"] if is_id(data.get("id")) else None
        try:
            check_call(data)
            self._admit(data)
            message = self.structure_message(data)
        except JsonRpcInvalidParams as exc:
            if msg_id is None:
                log.warning("dropped: %s", shortened(exc.message))
                self._lose_text(data)
            else:
                self.refuse(msg_id, exc)
        except JsonRpcException as exc:
            self.refuse(msg_id, exc)
        else:
            if message is not None:
                self.handle_message(message)

    def _lose_text(self, data: dict[str, Any]) -> None:
        """What was dropped may have changed a text, which is now another than the editor's."""
        uri = uri_in(data.get("params"))
        if data["method"] in CHANGES_TEXT and uri is not None and self.has_begun:
            self._server.lose(uri)

    def _admit(self, data: dict[str, Any]) -> None:
        """JsonRpcException for a request that comes at the wrong time, or without the token."""
        method, is_request = data["method"], "id" in data
        if method == types.INITIALIZE:
            if self.has_begun:
                raise JsonRpcInvalidRequest("initialize has been asked already")
            self._let_in(data.get("params"))
        elif is_request and not self.has_begun:
            raise JsonRpcServerNotInitialized("initialize comes first")
        elif is_request and self._shutdown:
            raise JsonRpcInvalidRequest("nothing is served after shutdown")

    def _let_in(self, params: Any) -> None:
        """JsonRpcInvalidRequest for a client without a token."""
        access = self._server.access
        holder = access.holder(params)
        if holder is None:
            self.is_refused = True
            raise JsonRpcInvalidRequest(NO_TOKEN)
        access.visit.holder = holder
        access.observer.admitted(access.visit)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A request or notification with the types of LSP; None for a notification that comes at
        the wrong time. JsonRpcInvalidParams."""
        method = data["method"]
        is_late = self._shutdown or not self.has_begun
        if "id" not in data and method != types.EXIT and is_late:
            log.info("%s comes at the wrong time", shortened(method))
            return None
        try:
            return self._typed(method, data)
        except Exception as exc:
            if data.get("params") is not None:
                raise unreadable(method) from exc
        try:  # JSON-RPC lets parameters be left out
            return self._typed(method, data | {"params": {}})
        except Exception as exc:
            raise unreadable(method) from exc

    def _typed(self, method: str, data: dict[str, Any]) -> Any:
        kind = self.get_message_type(method)
        if kind is not None:
            return self._converter.structure(data, kind)
        params = to_object(data.get("params"))
        if "id" in data:
            return JsonRPCRequestMessage(data["id"], method, VERSION, params)
        return JsonRPCNotification(method, VERSION, params)

    def _reply(self, data: dict[str, Any]) -> None:
        """Reply to a request of ours. One that cannot be read fails at once: a task waits for
        it."""
        msg_id = data.get("id")
        if not is_id(msg_id) or msg_id not in self._result_types:
            log.warning("dropped: a reply to nothing that was asked")
            return
        kind = self._result_types.pop(msg_id) or JsonRPCResponseMessage
        error, result = data.get("error"), data.get("result")
        if kind is types.ConfigurationResponse and result is None:
            result = [None]  # so some clients say that nothing is set
        try:
            if error is not None:
                failure = self._converter.structure(error, types.ResponseError)
                self._handle_response(msg_id, None, failure)
            else:
                fields = {"id": msg_id, "jsonrpc": VERSION, "result": result}
                self._handle_response(msg_id, self._converter.structure(fields, kind).result)
        except Exception as exc:  # noqa: BLE001  whatever the types of LSP make of it
            log.warning("dropped: a reply that cannot be read: %s", type(exc).__name__)
            future = self._request_futures.pop(msg_id, None)
            if future is not None and not future.done():
                future.set_exception(JsonRpcInvalidParams("the reply cannot be read"))

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        if is_id(msg_id):
            super()._handle_cancel_notification(msg_id)

    # What goes.

    def _handle_request(self, msg_id: Any, method_name: str, params: Any) -> None:
        """Give up the oldest where too many wait, so that the newest is answered."""
        self._waiting[msg_id] = None
        self._server.access.visit.n_requests += 1
        if len(self._waiting) > self._server.access.limits.waiting:
            oldest = next(iter(self._waiting))
            self._given_up.add(oldest)
            del self._waiting[oldest]
            if (future := self._request_futures.get(oldest)) is not None:
                future.cancel()
        super()._handle_request(msg_id, method_name, params)

    def _send_handler_result(self, future: Future[Any], *, msg_id: Any) -> None:
        self._waiting.pop(msg_id, None)
        if msg_id in self._given_up and future.cancelled():
            self._given_up.discard(msg_id)
            self._request_futures.pop(msg_id, None)
            self._send_response(msg_id, error=TOO_MANY)
            return
        self._given_up.discard(msg_id)
        super()._send_handler_result(future, msg_id=msg_id)

    def _send_response(
        self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        """Without the trace that pygls adds, which names the server's folders."""
        self._waiting.pop(msg_id, None)
        if error is not None:
            self._server.access.visit.n_errors += 1
            message = INTERNAL if error.code == INTERNAL_ERROR else error.message
            error = types.ResponseError(error.code, message)
        super()._send_response(msg_id, result, error)

    def get_message_type(self, method: str) -> Any:  # type: ignore[override]
        """As theirs, which keeps the last hundred clients alive in a cache."""
        return types.METHOD_TO_TYPES.get(method, (None,))[0]

    def get_result_type(self, method: str) -> Any:  # type: ignore[override]
        return types.METHOD_TO_TYPES.get(method, (None, None))[1]

    # LSP's own messages.

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Name our own methods besides."""
        result = yield from super().lsp_initialize(params)
        result.capabilities.experimental = {"beamcoder": list(own_methods.METHODS)}
        self.has_begun = True
        return result

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.open(params.text_document.uri, params.text_document.text)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.change(params.text_document.uri, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.close_document(params.text_document.uri)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]  # theirs leaves Python
        """End this connection; what the process does then is the command's affair."""
        self._server.stopped.set()

    @property
    def was_shut_down(self) -> bool:
        return self._shutdown


def unreadable(method: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(f"the parameters of {shortened(method)} cannot be read")


def uri_in(params: Any) -> str | None:
    """The document that parameters of any shape are about."""
    document = params.get("textDocument") if isinstance(params, dict) else None
    uri = document.get("uri") if isinstance(document, dict) else None
    return uri if isinstance(uri, str) else None


def to_object(value: Any) -> Any:
    """Parameters of our own methods: fields of objects become attributes."""
    if isinstance(value, dict):
        return SimpleNamespace(**{name: to_object(each) for name, each in value.items()})
    return [to_object(each) for each in value] if isinstance(value, list) else value


def shortened(text: str, limit: int = 200) -> str:
    """On one line of the log."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"
