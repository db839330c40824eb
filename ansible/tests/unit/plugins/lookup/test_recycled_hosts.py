# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.lookup.recycled_hosts import LookupModule

SHOW = {'ansible.builtin.debug': {'msg': "{{ query('esg_recycler.spotinst.recycled_hosts') }}"}}
HOSTS = {'one': {'ansible_host': '10.0.0.1', 'ansible_ssh_args': '-o Compression=yes'}, 'two': {}, '10.0.0.3': {}}


def test_lists_the_hosts_whose_keys_this_run_has_recorded(playbooks):
    folder = playbooks.folder / 'learned'
    folder.mkdir()
    for address in ('10.0.0.1', '10.0.0.3', '10.0.0.9'):
        (folder / address).touch()
    inventory = playbooks.write('hosts.yml', {'all': {'hosts': HOSTS}})
    environment = {'ESG_RECYCLER_KNOWN_HOSTS': str(folder)}
    results, _inputs = playbooks.results({'shown': SHOW}, inventory=inventory, hosts='two', environment=environment)
    found = {entry['host']: entry['ssh_args'] for entry in results['shown']['msg']}
    assert found.keys() == {'one', '10.0.0.3'}
    assert f'UserKnownHostsFile="{folder}/10.0.0.1"' in found['one']
    assert found['one'].endswith(' -o Compression=yes')
    assert found['10.0.0.3'].endswith('-o ControlPersist=60s')


@pytest.mark.parametrize('folder', [None, '/nowhere'])
def test_lists_no_host_without_the_runner(folder, monkeypatch):
    monkeypatch.delenv('ESG_RECYCLER_KNOWN_HOSTS', raising=False)
    if folder:
        monkeypatch.setenv('ESG_RECYCLER_KNOWN_HOSTS', folder)
    assert LookupModule().run([], {}) == []
