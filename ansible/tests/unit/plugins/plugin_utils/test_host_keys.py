# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

import pytest
from ansible import constants
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_keys import (
    accepting,
    forget_host_key,
    known_hosts_file,
    pinned,
)

pytestmark = pytest.mark.skipif(not (shutil.which('ssh') and shutil.which('ssh-keygen')), reason='OpenSSH is not installed')

KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPgZ5bS0tL1Xx1bZCkTn0YvVHqR8vW6nq2q7v0mZp1aB'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a run, whose path needs quotes."""
    path = tmp_path / 'the run' / '100%'
    monkeypatch.setenv('ESG_RECYCLER_KNOWN_HOSTS', str(path))
    return path


@pytest.fixture
def connection(tmp_path):
    """Creates Ansible's SSH connection to a machine, with these lines in known_hosts."""

    def make(lines=(), host='10.0.0.1', **variables):
        known = tmp_path / 'known_hosts'
        known.write_text(''.join(f'{line}\n' for line in lines))
        common = f'-F /dev/null -o UserKnownHostsFile={known} -o GlobalKnownHostsFile=/dev/null'
        made = connection_loader.get('ssh', PlayContext())
        made.set_options(var_options={'ansible_host': host, 'ansible_ssh_common_args': common, **variables})
        return made

    return make


def effective(arguments, host='10.0.0.1'):
    """The settings that OpenSSH reads from arguments."""
    command = ['ssh', '-G', '-F', '/dev/null', *shlex.split(arguments), host]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split(' ', 1) for line in shown.splitlines() if ' ' in line)


def test_each_address_has_its_own_file(folder):
    assert known_hosts_file('10.0.0.1') == f'{folder}/10.0.0.1'
    assert known_hosts_file('../fe80::1%eth0') == f'{folder}/..%2Ffe80%3A%3A1%25eth0'


def test_without_the_runner_the_file_is_temporary(monkeypatch):
    monkeypatch.delenv('ESG_RECYCLER_KNOWN_HOSTS', raising=False)
    assert known_hosts_file('a') == os.path.join(constants.DEFAULT_LOCAL_TMP, 'known_hosts', 'a')


def test_pinned_arguments_use_only_the_keys_in_the_file(folder):
    arguments = pinned(f'{folder}/a', '-o StrictHostKeyChecking=yes -o UserKnownHostsFile=/other')
    settings = effective(arguments)
    assert (settings['userknownhostsfile'].strip('"'), settings['globalknownhostsfile']) == (f'{folder}/a', '/dev/null')
    assert settings['stricthostkeychecking'] == 'true'
    assert effective(accepting(arguments))['stricthostkeychecking'] == 'accept-new'
    assert pinned('a', None) == pinned('a', '')


def test_forgets_the_key_of_a_replaced_machine(folder, connection):
    first, later = forget_host_key(connection([f'10.0.0.1 {KEY}', f'@revoked * {KEY}']))
    file = folder / '10.0.0.1'
    assert file.read_text() == f'@revoked * {KEY}\n'
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert effective(first)['stricthostkeychecking'] == 'accept-new'
    assert effective(later)['stricthostkeychecking'] == 'ask'
    assert later.endswith('-o ControlPersist=60s')


@pytest.mark.parametrize(
    ('pattern', 'variables', 'is_signed'),
    [
        ('10.0.*', {}, True),
        ('10.0.*', {'ansible_port': 2222}, True),
        ('[10.0.0.1]:2222', {'ansible_port': 2222}, True),
        ('10.9.*', {}, False),
        ('kafka-1', {'ansible_ssh_extra_args': '-o HostKeyAlias=kafka-1'}, True),
        ('10.0.*', {'ansible_ssh_extra_args': '-o HostKeyAlias=kafka-1'}, False),
    ],
)
def test_accepts_no_new_key_where_an_authority_signs(folder, connection, pattern, variables, is_signed):
    first, _rest = forget_host_key(connection([f'@cert-authority {pattern} {KEY}'], **variables))
    assert effective(first)['stricthostkeychecking'] == ('ask' if is_signed else 'accept-new')
    assert (folder / '10.0.0.1').read_text() == f'@cert-authority {pattern} {KEY}\n'


def test_forgets_the_key_that_it_recorded_earlier(folder, connection):
    forget_host_key(connection())
    (folder / '10.0.0.1').write_text(f'10.0.0.1 {KEY}\n')
    forget_host_key(connection())
    assert (folder / '10.0.0.1').read_text() == ''


@pytest.mark.parametrize(
    ('variables', 'why'),
    [
        ({'ansible_ssh_extra_args': '-o NoSuchOption=1'}, 'nosuchoption'),
        ({'ansible_ssh_executable': '/nowhere/ssh'}, 'No such file'),
    ],
)
def test_reports_why_host_keys_cannot_be_read(folder, connection, variables, why):
    with pytest.raises(EsgError) as caught:
        forget_host_key(connection(**variables))
    assert caught.value.code == 'host-keys-unreadable'
    assert why in str(caught.value)
