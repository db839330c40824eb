# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.response_cache import ADVICE, cache_response, read_response

INVENTORY = {'_meta': {'hostvars': {}}}
RESPONSE = {'inventory': INVENTORY, 'warnings': []}


class Broken(dict):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def __getitem__(self, key):
        raise self.error


def test_reads_a_cached_response():
    cache = {}
    cache_response(cache, 'key', RESPONSE)
    assert read_response(cache, 'key', pytest.fail) == RESPONSE


def test_empty_cache_has_no_response():
    assert read_response({}, 'key', pytest.fail) is None


@pytest.mark.parametrize(
    ('entry', 'why'),
    [
        (None, 'it has no inventory and no warnings'),
        ('text', 'it has no inventory and no warnings'),
        ([1], 'it has no inventory and no warnings'),
        ({'inventory': INVENTORY}, 'it has no inventory and no warnings'),
        ({'inventory': INVENTORY, 'warnings': None}, 'its warnings are not a list of strings'),
        ({'inventory': INVENTORY, 'warnings': [1]}, 'its warnings are not a list of strings'),
        ({'inventory': [], 'warnings': []}, 'the document is not an inventory'),
        ({'inventory': {'_meta': {'hostvars': {'a': None}}}, 'warnings': []}, 'the inventory is incomplete'),
    ],
)
def test_invalid_entry_is_ignored_with_a_warning(entry, why):
    lines = []
    assert read_response({'key': entry}, 'key', lines.append) is None
    assert lines == [f'The entry in the inventory cache is not valid: {why}. {ADVICE}.']


@pytest.mark.parametrize(
    ('error', 'warning'),
    [
        (AnsibleError('The cache file was corrupt.'), 'The inventory cache cannot be read: The cache file was corrupt'),
        (ConnectionError('no route to host'), 'The inventory cache cannot be read: no route to host'),
        (
            TypeError("'NoneType' object is not subscriptable"),
            'The entry in the inventory cache is not valid: it is not a cache entry of Ansible',
        ),
    ],
)
def test_unreadable_cache_is_ignored_with_a_warning(error, warning):
    lines = []
    assert read_response(Broken(error), 'key', lines.append) is None
    assert lines == [f'{warning}. {ADVICE}.']


def test_stale_response_is_not_cached():
    cache = {}
    cache_response(cache, 'key', {**RESPONSE, 'warnings': ['esg-inventory: WARNING: stale: this inventory is 2 h old']})
    assert cache == {}
