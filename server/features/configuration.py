"""Settings: from `initialize`, by `workspace/configuration`, and when they change."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from beamcoder.server.settings import SECTION, Settings, permitted, read_settings

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

PATIENCE_S: Final = 5.0  # for an editor that never answers


def register(app: "Beamcoder") -> None:
    configuration = Configuration(app)

    @app.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        configuration.start(params.initialization_options)

    @app.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        await configuration.began()

    @app.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        await configuration.changed(params.settings)


class Configuration:
    """The settings of `initialize` are the base on which later ones are laid."""

    def __init__(self, app: "Beamcoder") -> None:
        self.app = app
        self.ground = Settings()
        self.complaints: list[str] = []

    def start(self, values: Any) -> None:
        """No message may go out before the reply, so complaints wait for `initialized`."""
        app = self.app
        app.encoding = app.workspace.position_encoding or types.PositionEncodingKind.Utf16
        self.ground, self.complaints = read_settings(self.permitted(values), Settings())
        app.settings = self.ground
        self.obey()
        options = app.protocol.fm.feature_options[types.TEXT_DOCUMENT_COMPLETION]
        options.trigger_characters = list(app.settings.trigger_characters) or None

    async def began(self) -> None:
        for complaint in self.complaints:
            self.app.complain(complaint)
        await self.watch()
        await self.pull()
        self.app.load_model()
        self.app.start(self.app.keep_counts())

    async def changed(self, values: Any) -> None:
        if can_pull(self.app):
            await self.pull()
        else:
            self.adopt(values)

    async def pull(self) -> None:
        """Ask the editor for its section; one that refuses leaves things as they are."""
        if not can_pull(self.app):
            return
        params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        try:
            request = self.app.workspace_configuration_async(params)
            answers = await asyncio.wait_for(request, PATIENCE_S)
        except (JsonRpcException, TimeoutError) as exc:
            log.info("the editor refused its configuration: %s", exc)
            return
        self.adopt(answers[0] if answers else None)

    async def watch(self) -> None:
        """Register for changes, where an editor supports that."""
        workspace = self.app.client_capabilities.workspace
        watched = workspace.did_change_configuration if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registration = types.Registration(f"{SECTION}-settings", method, options)
        self.app.client_register_capability(types.RegistrationParams([registration]))

    def obey(self) -> None:
        """Apply those settings that are not read at each request."""
        if self.app.access.is_local:
            logging.getLogger("beamcoder").setLevel(self.app.settings.log_level.upper())
        self.app.statistics.is_on = self.app.settings.statistics

    def permitted(self, values: Any) -> Any:
        """Of a client over a network, only what is its own to set."""
        if self.app.access.is_local:
            return values
        kept, others = permitted(values)
        if others:
            log.warning("ignored of a client over the network: %s", ", ".join(others))
        return kept

    def adopt(self, values: Any) -> None:
        app = self.app
        app.settings, complaints = read_settings(self.permitted(values), self.ground)
        self.obey()
        for complaint in complaints:
            app.complain(complaint)
        app.load_model()


def can_pull(app: "Beamcoder") -> bool:
    workspace = app.client_capabilities.workspace
    return bool(workspace and workspace.configuration)
