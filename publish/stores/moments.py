"""Moments as the database keeps them: whole seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(seconds: int) -> datetime:
    """Whole seconds since 1970 as an aware datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(when: datetime) -> int:
    """An aware datetime as whole seconds since 1970."""
    return int(when.timestamp())
