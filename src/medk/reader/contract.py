"""The plan as the JSON that `medk read-plan` prints."""

from dataclasses import asdict
from typing import Any

from medk.reader.cells import Place
from medk.reader.plan import Document, Measure, Plan, Section

_DOCUMENT = (
    "kind",
    "authority",
    "number",
    "date",
    "title",
    "territory",
    "level",
    "plan_year",
)
_PLAIN = ("number", "section", "title", "deadline_text", "indicator_text", "goal")
_LATER = ("audience", "place_format", "population")
_LISTS = ("executors", "targets", "actions")


def plan_to_contract(plan: Plan) -> dict[str, Any]:
    """Plain dictionaries and lists of the contract, ready for `json.dumps`."""
    return {
        "document": _document(plan.document),
        "sections": [_section(section) for section in plan.sections],
        "measures": [_measure(measure) for measure in plan.measures],
        "unread": [
            {
                "text": piece.text,
                "source": piece.source.to_contract(),
                "reason": piece.reason,
            }
            for piece in plan.unread
        ],
        "warnings": [asdict(warning) for warning in plan.warnings],
    }


def _document(document: Document) -> dict[str, Any]:
    printed = {name: getattr(document, name) for name in _DOCUMENT}
    return printed | {"sources": _places(document.sources)}


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "source": section.source.to_contract() if section.source else None,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    printed: dict[str, Any] = {name: getattr(measure, name) for name in _PLAIN}
    printed |= {name: getattr(measure, name) for name in _LATER}
    printed |= {name: [asdict(item) for item in getattr(measure, name)] for name in _LISTS}
    printed["schedule"] = asdict(measure.schedule)
    printed["tasks"] = list(measure.tasks)
    printed["publication"] = list(measure.publication)
    printed["source"] = measure.source.to_contract() if measure.source else None
    printed["sources"] = _places(measure.sources)
    printed["printed"] = measure.printed
    printed["confidence"] = measure.confidence
    return printed


def _places(places: dict[str, Place]) -> dict[str, Any]:
    return {name: place.to_contract() for name, place in places.items()}
