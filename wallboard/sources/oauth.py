"""Bearer tokens by OAuth 2.0 client credentials (RFC 6749, 4.4): fetched, kept, renewed before they run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from wallboard.config.source_settings import OAuth
from wallboard.core.masking import KNOWN, secrets_in
from wallboard.core.strict_json import read_json
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed, Kind
from wallboard.sources.secrets import Secret, Token

FORM: Final = "application/x-www-form-urlencoded"
MARGIN_S: Final = 30.0
"""How long before its end a token is renewed, or a tenth of its life where that is less."""
UNSTATED_S: Final = 300.0
"""How long a token is used whose end is not stated."""
MOST_TOKEN: Final = 16_384


class ClientTokens:
    """The tokens of one client; never asked by two callers at once."""

    def __init__(self, oauth: OAuth, secret: Token, like: HttpEndpoint, mono_us: Callable[[], int]) -> None:
        """`like` is the endpoint that the tokens are for: certificates, proxy and time-outs are the same."""
        form = {"grant_type": "client_credentials", "scope": oauth.scope, "audience": oauth.audience}
        endpoint = replace(
            like,
            url=Secret(oauth.token_url),
            headers=(),
            body=urlencode({key: text for key, text in form.items() if text}).encode(),
            content_type=FORM,
            login=(quote(oauth.client_id, safe=""), _Quoted(secret)),
            error_of=_refusal,
            recorded=False,
        )
        self._source = HttpSource(endpoint, mono_us=mono_us)
        self._mono_us = mono_us
        self._token: Secret | None = None
        self._renew_us = 0

    def token(self, deadline_mono_us: int) -> Secret:
        """A token that can be used now. Raises FetchFailed."""
        if self._token is None or self._mono_us() >= self._renew_us:
            try:
                answer = self._source.fetch(deadline_mono_us)
            except FetchFailed as failed:
                kind: Kind = "auth" if failed.kind == "query" else failed.kind
                raise FetchFailed(kind, f"no login: {failed.message}", failed.retry_after_s) from None
            assert isinstance(answer, Answer)  # nothing was known
            self._keep(answer)
        assert self._token is not None
        return self._token

    def forget(self) -> None:
        """See `http.RenewedTokens`."""
        self._token = None

    def close(self) -> None:
        """Let go of the connection."""
        self._source.close()

    def _keep(self, answer: Answer) -> None:
        try:
            told = read_json(answer.body)
        except ValueError:
            told = None
        token = told.get("access_token") if isinstance(told, dict) else None
        kind = str(told.get("token_type", "bearer")) if isinstance(told, dict) else ""
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or len(token) > MOST_TOKEN:
            why = "no login: the answer holds no access_token (a text)"
            raise FetchFailed(kind="auth", message=f"{why}: {self._source.where}")
        if kind.lower() != "bearer":
            raise FetchFailed(kind="auth", message=f"no login: it is of the type {kind[:20]!r}: {self._source.where}")
        KNOWN.learn_renewed(secrets_in("", tokens=[token]))
        life = told.get("expires_in") if isinstance(told, dict) else None
        life_s = float(life) if isinstance(life, int) and 0 < life < 10**9 else UNSTATED_S
        self._token = Secret(token)
        self._renew_us = self._mono_us() + int((life_s - min(MARGIN_S, life_s / 10)) * 1e6)


class _Quoted:
    """A secret as HTTP Basic has it here: form-encoded first (RFC 6749, 2.3.1)."""

    def __init__(self, secret: Token) -> None:
        self._secret = secret

    def read(self) -> Secret:
        """See `secrets.Token`."""
        text = self._secret.read().reveal()
        KNOWN.learn(secrets_in("", tokens=[text]))
        return Secret(quote(text, safe=""))


def _refusal(body: bytes) -> str:
    """What a token endpoint says: {"error": "invalid_client", "error_description": "…"}."""
    try:
        told = read_json(body)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    return " ".join(str(told[key]) for key in ("error", "error_description") if isinstance(told.get(key), str))
