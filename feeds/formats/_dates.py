"""Dates as the formats write them: UTC, whole seconds, English, whatever the locale."""

from __future__ import annotations

from datetime import UTC, datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc3339(moment: datetime) -> str:
    """`2024-05-01T10:00:00Z` (RFC 4287, section 3.3: an upper-case Z where there is no offset)."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def rfc822(moment: datetime) -> str:
    """`Wed, 01 May 2024 10:00:00 +0000` (RFC 822 with four digits of the year, as RSS 2.0 prefers).

    feedgen's own way sets the locale of the whole process and back for each date, so no format uses it.
    """
    at = moment.astimezone(UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02} {month} {at.year:04} {at.hour:02}:{at.minute:02}:{at.second:02} +0000"
