# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listing and checking a playbook without a run. Ansible has no host variables then."""

from __future__ import annotations

import pytest
from support.places import COLLECTION

PLAYBOOKS = sorted((COLLECTION / 'playbooks').glob('*.yml'))
INVENTORY = {'all': {'children': {'sig-1': {'hosts': {'a:b 1': None, '10.0.0.1': None}}, 'sig-2': {'hosts': {'b': None}}}}}


@pytest.fixture(scope='module')
def listed(playbooks_in):
    """Runs ansible-playbook with an option that lists or checks only."""
    place = playbooks_in('listing')
    inventory = place.write('hosts.yml', INVENTORY)
    environment = {'ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS': 'ignore'}
    return lambda *arguments: place.run(*arguments, '-i', inventory, environment=environment)


@pytest.mark.parametrize('playbook', PLAYBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize('option', ['--syntax-check', '--list-hosts', '--list-tasks'])
def test_playbook_can_be_listed_without_host_variables(listed, playbook, option):
    outcome = listed(playbook, option)
    assert outcome.exit_code == 0, outcome.output


def test_list_hosts_shows_only_the_hosts_of_the_group(listed):
    outcome = listed(COLLECTION / 'playbooks' / 'recycle.yml', '--list-hosts', '-e', 'esg=sig-1')
    (play,) = [text for text in outcome.output.split('play #') if 'Recycle the instances of the group' in text]
    assert sorted(line.strip() for line in play.partition('hosts (')[2].splitlines()[1:] if line.strip()) == ['10.0.0.1', 'a:b 1']
