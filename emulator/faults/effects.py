"""Every kind of effect there is. Rule: one class and one name in a list is all that a new kind needs.

Effects on requests stand here, those on the unit itself in `conditions`.
"""

from typing import Annotated

from pydantic import Field

from emulator.faults import breaking, refusing, slowing, spoiling
from emulator.faults.conditions import AnyCondition

EffectOnRequests = (
    refusing.StatusAnswer
    | refusing.Unavailable
    | refusing.Unauthorized
    | refusing.Redirect
    | refusing.GatewayPage
    | refusing.Garbage
    | spoiling.ChangedStatus
    | spoiling.ChangedContentType
    | spoiling.ChangedHeaders
    | spoiling.ReplacedText
    | spoiling.BrokenXml
    | spoiling.EmptyBody
    | spoiling.ChangedEncoding
    | spoiling.ClosedAfterwards
    | spoiling.Chunked
    | slowing.Delay
    | slowing.LateAnswer
    | slowing.LateBody
    | slowing.SlowDrip
    | slowing.Hang
    | breaking.Reset
    | breaking.Closed
    | breaking.NotHttp
    | breaking.LostAnswer
    | breaking.TruncatedBody
)

AnyEffect = Annotated[EffectOnRequests | AnyCondition, Field(discriminator="kind")]
