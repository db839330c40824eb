# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import check_inventory, objection_to


def document(host='10.0.0.1', **variables):
    return {'_meta': {'hostvars': {host: variables}}, 'all': {'children': ['kafka']}, 'kafka': {'hosts': [host]}}


def test_returns_host_variables_and_groups():
    assert check_inventory(document(ansible_host='10.0.0.9')) == (
        {'10.0.0.1': {'ansible_host': '10.0.0.9'}},
        {'kafka': ['10.0.0.1']},
    )


def test_accepts_an_empty_inventory():
    assert check_inventory({'_meta': {'hostvars': {}}}) == ({}, {})


@pytest.mark.parametrize(
    ('something', 'why'),
    [
        (None, 'not an inventory'),
        ([], 'not an inventory'),
        ({'error': {}}, 'not an inventory'),
        ({'_meta': {'hostvars': {}}, 'kafka': []}, 'not an inventory'),
        ({'_meta': {'hostvars': {'a': None}}}, 'the inventory is incomplete'),
        ({'_meta': {'hostvars': {}}, 'kafka': {'hosts': ['a']}}, 'the inventory is incomplete'),
        (document(host='-oProxyCommand=id'), 'begins with a dash'),
        (document(host='a\nb'), 'control characters'),
        (document(ansible_host='-oProxyCommand=id'), 'begins with a dash'),
        ({'_meta': {'hostvars': {}}, 'kaf\x1bka': {}}, 'group name .* control characters'),
    ],
)
def test_refuses_an_invalid_inventory(something, why):
    with pytest.raises(ValueError, match=why):
        check_inventory(something)


@pytest.mark.parametrize('name', ['10.0.0.1', 'a-b', 'my kafka', 'bröker', ''])
def test_accepts_a_safe_name(name):
    assert objection_to(name) is None
