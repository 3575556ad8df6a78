"""Insight for the other parts: what may be said of a member now, or why nothing."""

from dataclasses import dataclass

import structlog

from hub.ground.errors import InsightError
from hub.ground.health.light import Light
from hub.ground.words.phrase import phrase
from hub.knowledge.insight.history import Circumstances
from hub.knowledge.insight.members import Known, MemberInsight
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.model_store import ModelStore
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

log = structlog.get_logger()


@dataclass(slots=True)
class Insight:
    """Scores members when somebody asks, with the model in use; nothing of a member is kept."""

    members: MemberInsight
    store: ModelStore
    light: Light
    _said: str = ""

    def known(self, permission: Permission, now_ms: int, around: Circumstances | None = None) -> Known | None:
        """What may be said of a member; None without `predict`, and while there is no model."""
        if not permission.allows(Purpose.PREDICT):
            return None
        model = self._model()
        return self.members.known(model, permission, now_ms, around) if model else None

    def _model(self) -> InsightModel | None:
        try:
            return self.store.model()
        except InsightError as error:
            if self._said != str(error):
                self._said = str(error)
                log.error("no model can be used", why=str(error))  # noqa: TRY400 - the text says it all
                self.light.stops(phrase("health-why-no-model"), phrase("health-next-training"), str(error))
            return None
