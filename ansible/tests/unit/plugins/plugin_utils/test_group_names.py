# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.group_names import resolve_group_names


def always(name):
    return re.sub(r'\W', '_', name)


def resolve(groups, hosts=(), transform=always):
    resolved, warnings = resolve_group_names({name: [name] for name in groups}, {'sig-1', 'ssi-1'}, hosts, transform)
    return {name: owners[0] for name, owners in resolved.items()}, warnings


def test_keeps_names_that_ansible_does_not_change():
    names = ['sig-1', 'my group', 'my-group']
    assert resolve(names, transform=str) == ({name: name for name in names}, [])


def test_uses_the_names_that_ansible_gives():
    assert resolve(['sig-1', 'my group', 'plain']) == ({'sig_1': 'sig-1', 'my_group': 'my group', 'plain': 'plain'}, [])


@pytest.mark.parametrize(
    ('names', 'kept', 'omitted'),
    [
        (
            ['sig-1', 'sig_1'],
            {'sig_1': 'sig-1'},
            ["'sig_1' is omitted: its name would become 'sig_1', like the name of 'sig-1'"],
        ),
        (
            ['a-b', 'a b'],
            {},
            [
                "'a-b' is omitted: its name would become 'a_b', like the name of 'a b'",
                "'a b' is omitted: its name would become 'a_b', like the name of 'a-b'",
            ],
        ),
    ],
)
def test_omits_names_that_become_equal(names, kept, omitted):
    resolved, warnings = resolve(names)
    assert resolved == kept
    assert warnings == [f'force_valid_group_names: group {text}' for text in omitted]


def test_omits_a_name_that_becomes_the_name_of_a_host():
    resolved, warnings = resolve(['a-b', 'c_d'], hosts=['a_b', 'c_d'])
    assert resolved == {'c_d': 'c_d'}
    assert warnings == ["force_valid_group_names: group 'a-b' is omitted: its name would become 'a_b', like the name of a host"]
