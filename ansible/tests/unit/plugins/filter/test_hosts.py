# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible_collections.esg_recycler.spotinst.plugins.filter.exact_hosts import exact_hosts
from ansible_collections.esg_recycler.spotinst.plugins.filter.hosts_of import hosts_of

NAMES = [
    'plain-1.example',
    '10.0.0.1',
    'web server 1',
    'a:b',
    'a,b',
    'all:!10.0.0.1',
    '&sig-1',
    '~.*',
    'host[0]',
    '*',
    '{{ x }}',
    'größe 😀',
]


@pytest.fixture
def inventory():
    """A group with every host of an unusual name, and one other host."""
    manager = InventoryManager(loader=DataLoader(), sources=[])
    data = manager._inventory
    data.add_group('sig-1')
    for name in (*NAMES, 'other'):
        data.add_host(name)
        data.add_child('sig-1', name)
    return manager


@pytest.mark.parametrize('name', NAMES)
def test_pattern_matches_exactly_one_host(inventory, name):
    assert [host.name for host in inventory.get_hosts(exact_hosts([name]))] == [name]


def test_patterns_keep_the_order_of_the_names(inventory):
    assert [host.name for host in inventory.get_hosts(exact_hosts(NAMES[::-1]))] == NAMES[::-1]


def test_pattern_does_not_match_a_longer_name(inventory):
    inventory._inventory.add_host('a:bc')
    assert [host.name for host in inventory.get_hosts(exact_hosts(['a:b']))] == ['a:b']


@pytest.mark.parametrize(
    ('groups', 'hosts'),
    [({'my-group': ['a'], 'my_group': ['b']}, ['a']), ({'my-group': []}, []), ({}, [])],
)
def test_hosts_of_finds_a_group_by_its_name(groups, hosts):
    assert hosts_of('my-group', groups) == hosts


def test_hosts_of_finds_a_group_by_the_name_that_ansible_gave_it(monkeypatch):
    monkeypatch.setattr('ansible.constants.TRANSFORM_INVALID_GROUP_CHARS', 'always')
    assert hosts_of('my-group', {'my_group': ['b']}) == ['b']
