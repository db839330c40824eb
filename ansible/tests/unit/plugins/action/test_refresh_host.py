# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

TRAP = "{{ lookup('ansible.builtin.pipe', 'touch sprung') }}"


def document(host, instance, **more):
    """The document of esg-inventory with one instance, and another that no recycle changes."""
    variables = {'spotinst_id': 'ssi-1', 'spotinst_instanceId': instance, 'spotinst_privateIp': '10.0.0.1', **more}
    other = {'spotinst_id': 'ssi-2', 'spotinst_instanceId': f'other of {instance}'}
    return {'_meta': {'hostvars': {host: variables, 'other': other}}, 'sig-1': {'hosts': [host, 'other']}}


BEFORE = document('at-first', 'i-1', spotinst_due=True)
AFTER = document('later', 'i-2', spotinst_due=False, spotinst_devices=[None, 1])
TWICE = document('first', 'i-3')
TWICE['_meta']['hostvars']['other']['spotinst_id'] = 'ssi-1'
CONFIG = """
plugin: esg_recycler.spotinst.spotinst_esg
connect_with: instance_id
compose:
  ansible_aws_ssm_instance_id: spotinst_instanceId
"""
SEEN = (
    "{{ [inventory_hostname, ansible_host, ansible_aws_ssm_instance_id, in_group, in_file, spotinst_due, spotinst_devices,"
    " group_names, hostvars['other'].spotinst_instanceId] }}"
)


def refresh(instance='ssi-1'):
    return {'esg_recycler.spotinst.refresh_host': {'group': 'sig-1', 'instance': instance, 'address': '10.0.0.1'}}


@pytest.fixture(scope='module')
def done(playbooks_in):
    """The calls of the executable, the results of the tasks and the outcome of the playbook."""
    playbooks = playbooks_in('refresh-host')
    inventory = playbooks.write('inventory/site.spotinst_esg.yml', CONFIG)
    playbooks.write('inventory/group_vars/sig-1.yml', {'in_group': 'by {{ spotinst_instanceId }}'})
    playbooks.write('inventory/host_vars/at-first.yml', {'in_file': 'kept', 'spotinst_due': 'of the file'})
    environment = playbooks.stand_in({'esg-inventory --list': [0, BEFORE]})
    later = playbooks.write('later.json', {'esg-inventory --list': [0, AFTER]})
    twice = playbooks.write('twice.json', {'esg-inventory --list': [0, TWICE]})
    replies = playbooks.folder / 'stand-in' / 'replies.json'
    environment = {
        **environment,
        'ESG_RECYCLER_ONLY': 'sig-1,sig-2',
        'ESG_RECYCLER_SSI': 'ssi-1',
        'ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS': 'ignore',
    }
    tasks = {
        'same': refresh(),
        'recycle': {'ansible.builtin.command': f'cp {later} {replies}'},
        'refreshed': refresh(),
        'seen': {'ansible.builtin.debug': {'msg': SEEN}},
        'gone': refresh('ssi-9'),
        'twice': {'ansible.builtin.command': f'cp {twice} {replies}'},
        'ambiguous': {**refresh(), 'ignore_errors': True},
        'unchanged': {'ansible.builtin.debug': {'msg': '{{ spotinst_instanceId }}'}},
    }
    results, outcome = playbooks.results(tasks, environment=environment, inventory=str(inventory), hosts='at-first')
    return playbooks.calls(), results, outcome


def test_changes_nothing_when_the_inventory_is_unchanged(done):
    assert (done[1]['same']['failed'], done[1]['same']['variables'], done[1]['same']['address']) == (False, [], '10.0.0.1')


def test_updates_the_changed_variables_of_the_host_only(done):
    assert done[1]['refreshed']['variables'] == [
        'ansible_aws_ssm_instance_id',
        'ansible_host',
        'spotinst_devices',
        'spotinst_due',
        'spotinst_instanceId',
    ]
    name, host, composed, in_group, in_file, due, devices, groups, other = done[1]['seen']['msg']
    assert (name, host, composed, devices, groups) == ('at-first', 'i-2', 'i-2', [None, 1], ['sig-1'])
    assert (in_group, in_file, due, other) == ('by i-2', 'kept', 'of the file', 'other of i-1')


def test_requests_its_group_only_and_without_a_cache(done):
    first, *later = done[0]
    assert first['environment']['ESG_RECYCLER_ONLY'] == 'sig-1,sig-2'
    for call in later:
        assert call['arguments'][:2] == ['--list', '--refresh']
        assert call['environment']['ESG_RECYCLER_ONLY'] == 'sig-1'
        assert 'ESG_RECYCLER_SSI' not in call['environment']


def test_warns_about_a_host_that_is_no_longer_listed(done):
    assert (done[1]['gone']['failed'], done[1]['gone']['variables']) == (False, [])
    assert 'no longer lists ssi-9' in ' '.join(done[2].output.split())


def test_refuses_several_hosts_with_its_instance_and_changes_nothing(done):
    ambiguous = done[1]['ambiguous']
    assert (ambiguous['failed'], ambiguous['code']) == (True, 'host-ambiguous')
    assert '2 hosts have its ID in spotinst_id: first, other' in ambiguous['msg']
    assert done[1]['unchanged']['msg'] == 'i-2'


def test_text_from_spot_is_never_rendered(playbooks):
    inventory = playbooks.write('site.spotinst_esg.yml', 'plugin: esg_recycler.spotinst.spotinst_esg')
    play = {'hosts': 'at-first', 'gather_facts': False, 'connection': 'local'}
    environment = playbooks.stand_in({'esg-inventory --list': [0, BEFORE]})
    replies = playbooks.folder / 'stand-in' / 'replies.json'
    later = playbooks.write('later.json', {'esg-inventory --list': [0, document('at-first', TRAP)]})
    tasks = [
        {'ansible.builtin.command': f'cp {later} {replies}'},
        refresh(),
        {'ansible.builtin.debug': {'msg': 'it is {{ spotinst_instanceId }}'}},
    ]
    book = playbooks.write('play.yml', [{**play, 'tasks': tasks}])
    outcome = playbooks.run(book, '-i', inventory, environment={**environment, 'ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS': 'ignore'})
    assert f'it is {TRAP}' in outcome.output
    assert not (outcome.folder / 'sprung').exists()
