# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_again import find_host

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
        'the id of the instance, under another name',
        'the id of the instance, not by what all hosts have',
        'the id of the instance, which no host has any more',
        'the id of the instance, where another variable changed',
        'the variable of the role',
        'both of them together',
        'the id of the instance, where the variable of the role is made of it',
        'all variables of an inventory of its own together',
        'a variable of an inventory of its own, which is of another now',
        'its name, where no variable is the id',
        'its name, which is gone',
    ],
)
def test_finds_a_host_by(before, hosts, found):
    assert find_host('n1', before, 'ssi-1', hosts) == found


@pytest.mark.parametrize('before', [ONE, OWN_ONE])
def test_keeps_to_a_host_that_is_the_instance_by_two_names(before):
    assert find_host('n1', before, 'ssi-1', {'n2': before, 'n1': before, 'n3': TWO}) == 'n1'


@pytest.mark.parametrize(('host', 'before'), [('n1', SEED), ('n0', ONE), ('n0', OWN_ONE)])
def test_refuses_to_choose_among_hosts_that_are_one_instance(host, before):
    with pytest.raises(EsgError, match='2 hosts have its id in .*: n1, n2') as raised:
        find_host(host, before, 'ssi-1', {'n2': before, 'n1': before, 'n3': TWO})
    assert (raised.value.code, raised.value.exit_code) == ('host-ambiguous', 3)
    assert 'spotinst_id' in raised.value.hint
