# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the responses of esg-inventory in Ansible's inventory cache."""

from __future__ import annotations

import hashlib
import json

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import check_inventory

# The beginning of the warning of esg-inventory about a response that stale_if_error allows.
STALE = 'esg-inventory: WARNING: stale:'
ADVICE = 'Spot is queried instead, and the cache entry is replaced. If this warning returns, delete the files in cache_connection'


def subject_digest(subject):
    """A digest of everything that determines a response. It contains no secret, so a warm run needs no token."""
    return hashlib.sha256(json.dumps(subject, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _check_response(value):
    if not isinstance(value, dict) or not {'inventory', 'warnings'} <= value.keys():
        raise ValueError('it has no inventory and no warnings')
    if not isinstance(value['warnings'], list) or not all(isinstance(line, str) for line in value['warnings']):
        raise ValueError('its warnings are not a list of strings')
    check_inventory(value['inventory'])


def read_response(cache, key, warn):
    """
    The response in the cache, or None if there is none that can be used. The entry can be truncated, or written by another program.

    :arg warn: called with a warning for people
    """
    try:
        response = cache[key]
    except KeyError:
        return None
    except (AttributeError, IndexError, TypeError):  # Ansible's own plugin fails so on JSON that it did not write.
        warn(f'The entry in the inventory cache is not valid: it is not a cache entry of Ansible. {ADVICE}.')
        return None
    except Exception as error:  # Each cache plugin has its own errors.
        warn(f'The inventory cache cannot be read: {str(error).rstrip(".")}. {ADVICE}.')
        return None
    try:
        _check_response(response)
    except ValueError as error:
        warn(f'The entry in the inventory cache is not valid: {error}. {ADVICE}.')
        return None
    return response


def cache_response(cache, key, response):
    """Stores a response, unless it is stale: from the cache it would appear to be current."""
    if not any(line.startswith(STALE) for line in response['warnings']):
        cache[key] = response
