# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_reread import find_host

SEED = {'seed': 'ssi-1'}
ONE, TWO = {'spotinst_id': 'ssi-1'}, {'spotinst_id': 'ssi-2'}
OWN_ONE, OWN_TWO = {'esg_recycle_instance': 'ssi-1'}, {'esg_recycle_instance': 'ssi-2'}
STATIC_ONE, STATIC_TWO = {'my_id': 'ssi-1'}, {'my_id': 'ssi-2'}


@pytest.mark.parametrize(
    ('before', 'hosts', 'found'),
    [
        (ONE, {'other': TWO, 'renamed': ONE}, 'renamed'),
        ({**ONE, **SEED}, {'other': {**TWO, **SEED}, 'n1': {**ONE, **SEED}}, 'n1'),
        ({**ONE, **SEED}, {'other': {**TWO, **SEED}}, None),
        ({**ONE, **SEED}, {'other': {**TWO, **SEED}, 'n1': {**ONE, 'seed': 'ssi-2'}}, 'n1'),
        ({**OWN_ONE, **SEED}, {'other': {**OWN_TWO, **SEED}, 'n1': {**OWN_ONE, **SEED}}, 'n1'),
        ({**OWN_ONE, **ONE}, {'other': {**OWN_ONE, **TWO}, 'n1': {**OWN_ONE, **ONE}}, 'n1'),
        ({'esg_recycle_instance': '{{ spotinst_id }}', **ONE, **SEED}, {'other': {**TWO, **SEED}, 'n1': {**ONE, **SEED}}, 'n1'),
        ({**STATIC_ONE, **SEED}, {'other': {**STATIC_TWO, **SEED}, 'n1': {**STATIC_ONE, **SEED}}, 'n1'),
        (STATIC_ONE, {'n1': STATIC_TWO}, None),
        ({}, {'other': SEED, 'n1': {}}, 'n1'),
        ({}, {'other': SEED}, None),
    ],
    ids=[
        'instance ID, under a new name',
        'instance ID, not a variable that all hosts have',
        'instance ID, which no host has',
        'instance ID, although another variable changed',
        'variable of the role',
        'both variables',
        'instance ID, when the variable of the role is a template of it',
        'all matching variables of a static inventory',
        'variable of a static inventory, which has another value now',
        'name, when no variable has the ID',
        'name, which is no longer listed',
    ],
)
def test_finds_a_host_by(before, hosts, found):
    assert find_host('n1', before, 'ssi-1', hosts) == found


@pytest.mark.parametrize('before', [ONE, OWN_ONE])
def test_previous_name_wins_when_an_instance_has_two_names(before):
    assert find_host('n1', before, 'ssi-1', {'n2': before, 'n1': before, 'n3': TWO}) == 'n1'


@pytest.mark.parametrize(('host', 'before'), [('n1', SEED), ('n0', ONE), ('n0', OWN_ONE)])
def test_refuses_several_hosts_with_the_same_instance(host, before):
    with pytest.raises(EsgError, match='2 hosts have its ID in .*: n1, n2') as raised:
        find_host(host, before, 'ssi-1', {'n2': before, 'n1': before, 'n3': TWO})
    assert (raised.value.code, raised.value.exit_code) == ('host-ambiguous', 3)
    assert 'spotinst_id' in raised.value.hint
