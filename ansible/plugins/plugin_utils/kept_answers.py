# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of esg-inventory in Ansible's own inventory cache."""

from __future__ import annotations

import hashlib
import json

# How esg-inventory begins its warning about an answer that stale_if_error lets it serve.
STALE = 'esg-inventory: WARNING: stale:'


def subject_digest(subject):
    """A digest of whatever decides an answer. No secret is in it, so who comes without one reads what is there."""
    return hashlib.sha256(json.dumps(subject, sort_keys=True, default=str).encode()).hexdigest()[:32]


def read_kept(cache, key, warn):
    """
    The answer that a cache holds under a key; None where it holds none, or nothing that can be read: a file that was cut
    off, or one of somebody else.

    :arg warn: called with a line for people
    """
    try:
        answer = cache[key]
    except KeyError:
        return None
    except Exception as error:  # Each cache plugin has errors of its own.
        warn(f'The inventory cache cannot be read, so Spot is asked: {error}')
        return None
    return answer if isinstance(answer, dict) and {'inventory', 'warnings'} <= answer.keys() else None


def keep(cache, key, answer):
    """Keeps an answer, unless it is an old one: kept, it would pass for a new one until the cache times out."""
    if not any(line.startswith(STALE) for line in answer['warnings']):
        cache[key] = answer
