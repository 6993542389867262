"""One wall of several machines: which wall and node this is, the broker, and who may lead."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from wallboard.config.source_settings import Certificate, SecretFile, Variable
from wallboard.config.value_types import Model, fail, raise_complaints
from wallboard.config.web_address import wrong_with
from wallboard.core.strict_json import shortened

SCHEMES: Final = ("mqtt", "mqtts")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
MOST_NODES: Final = 50
REPLAY: Final = "-replay"
"""What the name of a wall ends with while it plays a recording: it is a wall beside the live one."""


def _name(text: str) -> str:
    if NAME.fullmatch(text) is None:
        raise fail(f"{shortened(text)} is no name of a wall or machine; use a-z, 0-9 and -, 40 letters at most")
    return text


Node = Annotated[str, AfterValidator(_name)]


class ClusterSettings(Model):
    """How this machine is one of several; without a [cluster] in the file it is a wall by itself."""

    wall: Node
    """The same on all machines of a wall."""
    node: Node
    """This machine's own name, which no other one of the wall has."""
    broker: str
    """mqtts://host:8883, or mqtt://host:1883 where the network is trusted."""
    role: Literal["candidate", "follower"] | None = None
    """Left out: a candidate where it is named among the candidates."""
    candidates: tuple[Node, ...] = Field(min_length=1, max_length=2)
    """Who may lead, that is ask the source and record: the first one does, the second takes over when it is lost."""
    user: Annotated[str, Field(max_length=200)] | None = None
    password_env: Variable | None = None
    password_file: SecretFile | None = None
    key_env: Variable | None = None
    key_file: SecretFile | None = None
    """A secret that all machines of the wall share: what is not signed with it is not taken."""
    ca_file: Certificate | None = None
    client_cert: Certificate | None = None
    client_key: SecretFile | None = None
    takeover_s: Annotated[float, Field(strict=True, ge=2, le=300, allow_inf_nan=False)] = 5.0
    """How long the lead must be gone before the second candidate takes over."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (why := wrong_with(self.broker, SCHEMES)) is not None:
            raise_complaints([(("broker",), f"{why}; write mqtts://host:8883")])
        if self.wall.endswith(REPLAY):
            raise_complaints([(("wall",), f"ends in {REPLAY}, which is for what is played to a wall")])
        if len(set(self.candidates)) != len(self.candidates):
            raise_complaints([(("candidates",), "names a machine twice")])
        named = self.node in self.candidates
        if self.role is not None and (self.role == "candidate") != named:
            said = "is named among the candidates" if named else "is not named among the candidates"
            raise_complaints([(("role",), f"says {self.role}, and {self.node} {said}")])
        for one, other in (("password_env", "password_file"), ("key_env", "key_file")):
            if getattr(self, one) and getattr(self, other):
                raise fail(f"has both {one} and {other}; keep one")
        if (self.password_env or self.password_file) and not self.user:
            raise_complaints([(("user",), "is missing beside the password")])
        if self.client_key and not self.client_cert:
            msg = "has client_key without client_cert"
            raise fail(msg)
        return self

    @property
    def replay(self) -> str:
        """What the wall is called while it plays a recording."""
        return f"{self.wall}{REPLAY}"

    @property
    def rank(self) -> int | None:
        """Which candidate this machine is, from 0; None: it only follows."""
        return self.candidates.index(self.node) if self.node in self.candidates else None
