# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: recycled_hosts
author: esg-recycler contributors (!UNKNOWN)
short_description: List the hosts that this run of recycle-runner has recycled
version_added: 0.1.0
description:
  - Lists the hosts whose new SSH host key an earlier C(ansible-playbook) of the same run has recorded.
  - Without C(recycle-runner) the list is empty.
"""

EXAMPLES = r"""
- name: Pin the host keys that this run has recorded
  ansible.builtin.set_fact:
    ansible_ssh_args: "{{ item.ssh_args }}"
  loop: "{{ query('esg_recycler.spotinst.recycled_hosts') }}"
  delegate_to: "{{ item.host }}"
  delegate_facts: true
"""

RETURN = r"""
_raw:
  description: One entry for each host.
  type: list
  elements: dict
  contains:
    host:
      description: The inventory name of the host.
      type: str
    ssh_args:
      description: The value of C(ansible_ssh_args) that pins its host key.
      type: str
"""

import os

from ansible import constants
from ansible.plugins.loader import connection_loader
from ansible.plugins.lookup import LookupBase
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_keys import known_hosts_file, pinned, run_folder


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        if not os.path.isdir(run_folder() or ''):
            return []
        # Loads the options of the connection plugin.
        connection_loader.get('ssh', class_only=True)
        hosts = variables['hostvars']
        files = {host: known_hosts_file(hosts[host].get('ansible_host', host)) for host in hosts}
        return [
            {'host': host, 'ssh_args': pinned(file, self._ssh_args(hosts[host]))}
            for host, file in files.items()
            if os.path.exists(file)
        ]

    def _ssh_args(self, host_variables):
        """The SSH arguments of a host, as the connection plugin resolves them."""
        return constants.config.get_config_value('ssh_args', plugin_type='connection', plugin_name='ssh', variables=host_variables)
