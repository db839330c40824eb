# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded SSH host keys of recycled machines, in one file for each address, until the run ends."""

from __future__ import annotations

import os
import shlex
import subprocess
import urllib.parse

from ansible import constants
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


def run_folder():
    """The folder that recycle-runner keeps for its run, or None without recycle-runner."""
    return os.environ.get(protocol().variables.known_hosts)


def known_hosts_file(host):
    """The file of a machine, in the folder of the run or in the temporary folder of ansible-playbook."""
    folder = run_folder() or os.path.join(constants.DEFAULT_LOCAL_TMP, 'known_hosts')
    return os.path.join(folder, urllib.parse.quote(host, safe=''))


def _as_arguments(*options):
    return ' '.join(f'-o {shlex.quote(option)}' for option in options)


def pinned(file, ssh_args):
    """SSH arguments with which only the keys in the file apply. OpenSSH uses the first value of an option."""
    path = file.replace('%', '%%')
    ours = _as_arguments(f'UserKnownHostsFile="{path}"', 'GlobalKnownHostsFile=/dev/null')
    return f'{ours} {ssh_args or ""}'.rstrip()


def accepting(arguments):
    """SSH arguments that also write the first presented key to the file. SSH then rejects any other key."""
    return f'{_as_arguments("StrictHostKeyChecking=accept-new")} {arguments}'


def _settings_of(connection):
    """The settings that OpenSSH reads for a host from the user's arguments and configuration files."""
    option = connection.get_option
    arguments = [text for name in ('ssh_args', 'ssh_common_args', 'ssh_extra_args') for text in shlex.split(option(name) or '')]
    port = ['-p', str(option('port'))] if option('port') else []
    user = ['-l', option('remote_user')] if option('remote_user') else []
    command = [option('ssh_executable'), '-G', *arguments, *port, *user, option('host')]
    shown = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    return dict(line.partition(' ')[::2] for line in shown.splitlines())


def _marked_lines(settings):
    """The lines about authorities and revoked keys, which apply to any machine at an address."""
    paths = f'{settings["userknownhostsfile"]} {settings["globalknownhostsfile"]}'.split()
    for path in filter(os.path.isfile, paths):
        with open(path, encoding='utf-8', errors='surrogateescape') as lines:
            yield from (f'{line.rstrip()}\n' for line in lines if line.startswith('@'))


def _is_signed_by_authority(file, settings):
    """Whether an authority must sign the host key. OpenSSH searches for an authority by the name without the port too."""
    name, port = settings.get('hostkeyalias') or settings['hostname'], settings['port']
    found = [
        subprocess.run(['ssh-keygen', '-F', host_name, '-f', file], capture_output=True, text=True, check=False).stdout
        for host_name in (name, f'[{name}]:{port}')
    ]
    return '@cert-authority' in ''.join(found)


def _make_file(file, settings):
    os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w', encoding='utf-8', errors='surrogateescape') as out:
        out.writelines(_marked_lines(settings))


def forget_host_key(connection):
    """
    Creates the file of a host that is a new machine. The file contains the authorities, but not the previous keys.

    :returns: SSH arguments for the first connection, and for the rest of the run
    :raises EsgError: if the file cannot be created
    """
    file = known_hosts_file(connection.get_option('host'))
    for_the_rest = pinned(file, connection.get_option('ssh_args'))
    try:
        settings = _settings_of(connection)
        _make_file(file, settings)
        at_first = for_the_rest if _is_signed_by_authority(file, settings) else accepting(for_the_rest)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, 'stderr', None) or error
        raise EsgError(
            f'The SSH settings or the known host keys cannot be read: {str(reason).strip()}',
            code=protocol().codes.host_keys_unreadable,
            hint='Check ansible_ssh_executable, the SSH arguments of the host and its known_hosts files',
        ) from error
    return at_first, for_the_rest
