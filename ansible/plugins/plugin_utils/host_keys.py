# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of the SSH host keys of recycled machines: one file an address, for as long as a run lasts."""

from __future__ import annotations

import os
import shlex
import subprocess
import urllib.parse

from ansible import constants
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


def run_folder():
    """The folder that keeps the files of a whole run of the runner; None without the runner."""
    return os.environ.get(protocol().variables.known_hosts)


def known_hosts_file(host):
    """The file of a machine: in the folder of the runner's run, else in the one that ends with ansible-playbook."""
    folder = run_folder() or os.path.join(constants.DEFAULT_LOCAL_TMP, 'known_hosts')
    return os.path.join(folder, urllib.parse.quote(host, safe=''))


def _as_arguments(*options):
    return ' '.join(f'-o {shlex.quote(option)}' for option in options)


def pinned(file, ssh_args):
    """Arguments for SSH under which only what the file says counts. OpenSSH takes the first value of an option."""
    path = file.replace('%', '%%')
    ours = _as_arguments(f'UserKnownHostsFile="{path}"', 'GlobalKnownHostsFile=/dev/null')
    return f'{ours} {ssh_args or ""}'.rstrip()


def accepting(arguments):
    """The same, and the first key that is shown is written to the file; another one after it is refused."""
    return f'{_as_arguments("StrictHostKeyChecking=accept-new")} {arguments}'


def _settings_of(connection):
    """What OpenSSH makes of the user's arguments and configuration files for a host."""
    option = connection.get_option
    arguments = [text for name in ('ssh_args', 'ssh_common_args', 'ssh_extra_args') for text in shlex.split(option(name) or '')]
    port = ['-p', str(option('port'))] if option('port') else []
    user = ['-l', option('remote_user')] if option('remote_user') else []
    command = [option('ssh_executable'), '-G', *arguments, *port, *user, option('host')]
    shown = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    return dict(line.partition(' ')[::2] for line in shown.splitlines())


def _marked_lines(settings):
    """The lines about authorities and revoked keys, which hold whatever machine is at an address."""
    paths = f'{settings["userknownhostsfile"]} {settings["globalknownhostsfile"]}'.split()
    for path in filter(os.path.isfile, paths):
        with open(path, encoding='utf-8', errors='surrogateescape') as lines:
            yield from (f'{line.rstrip()}\n' for line in lines if line.startswith('@'))


def _is_vouched_for(file, settings):
    """Whether an authority is to sign the host's key. OpenSSH looks for one under the bare name too."""
    name, port = settings.get('hostkeyalias') or settings['hostname'], settings['port']
    found = [
        subprocess.run(['ssh-keygen', '-F', known, '-f', file], capture_output=True, text=True, check=False).stdout
        for known in (name, f'[{name}]:{port}')
    ]
    return '@cert-authority' in ''.join(found)


def _make_file(file, settings):
    os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w', encoding='utf-8', errors='surrogateescape') as out:
        out.writelines(_marked_lines(settings))


def forget_host_key(connection):
    """
    Makes the file of a host that is another machine now: its old keys are not in it, its authorities are.

    :returns: arguments for SSH, for the first connection and for the rest of the run
    :raises EsgError: when it cannot be made
    """
    file = known_hosts_file(connection.get_option('host'))
    for_the_rest = pinned(file, connection.get_option('ssh_args'))
    try:
        settings = _settings_of(connection)
        _make_file(file, settings)
        at_first = for_the_rest if _is_vouched_for(file, settings) else accepting(for_the_rest)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, 'stderr', None) or error
        message = f'The SSH host keys that are known cannot be read: {reason}'
        raise EsgError(message, code=protocol().codes.host_keys_unreadable) from error
    return at_first, for_the_rest
