# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.group_names import settle_group_names


def always(name):
    return re.sub(r'\W', '_', name)


def settle(groups, hosts=(), transform=always):
    settled, warnings = settle_group_names({name: [name] for name in groups}, {'sig-1', 'ssi-1'}, hosts, transform)
    return {name: owners[0] for name, owners in settled.items()}, warnings


def test_keeps_names_that_ansible_keeps():
    names = ['sig-1', 'my group', 'my-group']
    assert settle(names, transform=str) == ({name: name for name in names}, [])


def test_gives_the_names_that_ansible_gives():
    assert settle(['sig-1', 'my group', 'plain']) == ({'sig_1': 'sig-1', 'my_group': 'my group', 'plain': 'plain'}, [])


@pytest.mark.parametrize(
    ('names', 'kept', 'left_out'),
    [
        (['sig-1', 'sig_1'], {'sig_1': 'sig-1'}, ["'sig_1' would become 'sig_1', that of 'sig-1'"]),
        (['a-b', 'a b'], {}, ["'a-b' would become 'a_b', that of 'a b'", "'a b' would become 'a_b', that of 'a-b'"]),
    ],
)
def test_leaves_out_names_that_become_one(names, kept, left_out):
    settled, warnings = settle(names)
    assert settled == kept
    assert warnings == [f'force_valid_group_names: the group {text}: left out' for text in left_out]


def test_leaves_out_a_name_that_becomes_that_of_a_host():
    settled, warnings = settle(['a-b', 'c_d'], hosts=['a_b', 'c_d'])
    assert settled == {'c_d': 'c_d'}
    assert warnings == ["force_valid_group_names: the group 'a-b' would become 'a_b', the name of a host: left out"]
