# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: spotinst_esg
author: esg-recycler contributors (!UNKNOWN)
short_description: Instances of stateful Spot Elastigroups
description:
  - Lists the instances of every stateful AWS Elastigroup of one or more Spot accounts.
  - Hosts are named by their private address. Each stateful group is an Ansible group twice, by its id and by its name.
  - The configuration file must end in C(spotinst_esg.yml) or C(spotinst_esg.yaml).
  - What the API answers stays data. It is never rendered as a template.
requirements:
  - Node 24 or newer on the controller
extends_documentation_fragment:
  - constructed
  - inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [spotinst_esg, esg_recycler.spotinst.spotinst_esg]
  spotinst_account_id:
    description:
      - The Spot account, or a list of accounts.
      - May be vaulted or a template. Falls back to the environment, then to the profile in the credentials file.
    type: raw
    env:
      - name: SPOTINST_ACCOUNT_ID
      - name: SPOTINST_ACCOUNT
  spotinst_api_token:
    description:
      - The token for the Spot API.
      - May be vaulted or a template. Falls back to the environment, then to the profile in the credentials file.
    type: str
    env:
      - name: SPOTINST_API_TOKEN
      - name: SPOTINST_TOKEN
  spotinst_profile:
    description:
      - The profile in the credentials file, C(default) unless it is set.
      - That file is C(~/.spotinst/credentials), or the one that E(SPOTINST_CREDENTIALS_FILE) names.
    type: str
    env:
      - name: SPOTINST_PROFILE
      - name: SPOTINST_CREDENTIALS_PROFILE
  spotinst_api_url:
    description: The base URL of the Spot API, C(https://api.spotinst.io) unless it is set.
    type: str
    env:
      - name: SPOTINST_API_URL
      - name: SPOTINST_BASE_URL
  spotinst_timeout:
    description: How long one HTTP request may take, C(30s) unless it is set. A bare number means seconds.
    type: str
    env:
      - name: SPOTINST_TIMEOUT
  aws_profile:
    description: The AWS profile to use. By itself it causes no call.
    type: str
    env:
      - name: AWS_PROFILE
      - name: AWS_DEFAULT_PROFILE
  clusters:
    description:
      - The groups that form one quorum, as a mapping from a cluster's name to a list of group ids, names or globs.
      - At most one instance of a cluster is ever recycled at a time. A group that no cluster names is a cluster of its own.
    type: dict
  store:
    description:
      - URL of the store that keeps cached answers and leases, such as C(sqlite:///var/lib/esg/esg.db).
      - Two SQLite files in the user's own folders unless it is set.
    type: str
    env:
      - name: ESG_STORE_URL
  cache_ttl:
    description:
      - How long the API's answers live in the store, C(60s) unless it is set. A bare number means seconds.
      - This is beside Ansible's own inventory cache, which the option O(cache) turns on.
    type: str
  hostvars_prefix:
    description: What the names of host variables begin with, C(spotinst_) unless it is set.
    type: str
  include_addressless:
    description: Whether to list instances without any address too, named by their id.
    type: bool
  want_status:
    description: Whether to ask for zone, instance type, life cycle and public address, at one more call for each group.
    type: bool
"""

EXAMPLES = r"""
# demo.spotinst_esg.yml, with SPOTINST_ACCOUNT_ID and SPOTINST_API_TOKEN in the environment
plugin: esg_recycler.spotinst.spotinst_esg

---
# Credentials in the file: as they are, from a vault, or from a lookup
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_account_id: act-123
spotinst_api_token: "{{ lookup('ansible.builtin.file', '~/.spotinst/token') }}"

---
# Two accounts, three groups that are one Kafka cluster, Ansible's inventory cache
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_account_id: [act-123, act-456]
clusters:
  kafka: [kafka-zone-a, kafka-zone-b, kafka-zone-c]
cache: true
cache_plugin: jsonfile
cache_connection: ~/.ansible/spotinst_esg

---
# Groups and variables from what Spot says
plugin: esg_recycler.spotinst.spotinst_esg
keyed_groups:
  - key: spotinst_esg_tags.role
    prefix: role
groups:
  off_target: spotinst_due
compose:
  ansible_user: "'ubuntu'"
"""

import difflib
import hashlib
import json
import os
import re

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import NodeCliError, run
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.unsafe import mark_unsafe

FULL_NAME = 'esg_recycler.spotinst.spotinst_esg'
CREDENTIALS = ('spotinst_account_id', 'spotinst_api_token', 'spotinst_profile', 'spotinst_api_url', 'aws_profile')
SETTINGS = (
    *CREDENTIALS,
    'spotinst_timeout',
    'clusters',
    'store',
    'cache_ttl',
    'hostvars_prefix',
    'include_addressless',
    'want_status',
)
NOT_GROUPS = ('_meta', 'all', 'ungrouped')


def check_inventory(document):
    """The host variables and the groups of an inventory document; raises ValueError when it is something else."""
    try:
        hostvars = document['_meta']['hostvars']
        groups = {name: group.get('hosts', []) for name, group in document.items() if name not in NOT_GROUPS}
        names = [*hostvars, *groups]
        whole = all(isinstance(values, dict) for values in hostvars.values())
        whole = whole and all(host in hostvars for hosts in groups.values() for host in hosts)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError('it is not an inventory') from error
    if not whole:
        raise ValueError('it is not a whole inventory')
    odd = next((name for name in names if re.search(r'[\x00-\x1f\x7f]', name)), None)
    if odd is not None:
        raise ValueError(f'the name {odd!r} holds control characters')
    return hostvars, groups


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = FULL_NAME

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(('spotinst_esg.yml', 'spotinst_esg.yaml'))

    def parse(self, inventory, loader, path, cache=True):
        settings = self.read_settings(inventory, loader, path)
        document = self._cached_document(path, settings, fresh=not cache)
        try:
            hostvars, groups = check_inventory(document)
        except ValueError as error:
            raise AnsibleParserError(f'esg-inventory answered with something unusable: {error}') from error
        self._populate(mark_unsafe(hostvars), mark_unsafe(groups))

    def read_settings(self, inventory, loader, path):
        """
        What the file itself sets, with vaulted and templated credentials opened. The executables find by themselves
        what it leaves to the environment and to the credentials file.
        """
        super().parse(inventory, loader, path)
        self._redirected_names = [FULL_NAME, 'spotinst_esg']
        config = self._read_config_data(path)
        self._refuse_unknown(config, path)
        settings = {name: self.get_option(name) for name in SETTINGS if config.get(name) is not None}
        for name in CREDENTIALS:
            if name in settings:
                settings[name] = self.templar.template(settings[name])
        return settings

    def _refuse_unknown(self, config, path):
        known = list(self._options)
        for name in config:
            if name not in known:
                near = difflib.get_close_matches(str(name), known, 1)
                meant = f' Did you mean "{near[0]}"?' if near else f' "ansible-doc -t inventory {FULL_NAME}" lists all.'
                raise AnsibleParserError(f'{path}: unknown option "{name}".{meant}')

    def _cached_document(self, path, settings, fresh):
        # Under the runner an answer holds only the groups of one roll, which nobody else must find in the cache.
        if not self.get_option('cache') or 'ESG_RECYCLER_ONLY' in os.environ:
            return self._ask(settings, fresh)
        surroundings = {name: value for name, value in os.environ.items() if name.startswith('SPOTINST_')}
        asked = json.dumps([settings, surroundings], sort_keys=True, default=str)
        key = f'{self.get_cache_key(path)}_{hashlib.sha256(asked.encode()).hexdigest()[:32]}'
        if not fresh:
            try:
                return self._cache[key]
            except KeyError:
                pass
        self._cache[key] = document = self._ask(settings, fresh)
        return document

    def _ask(self, settings, fresh):
        warnings = []
        try:
            document = run('esg-inventory', ['--list', *(['--refresh'] if fresh else [])], settings, on_line=warnings.append)
        except NodeCliError as error:
            raise AnsibleParserError(str(error)) from error
        for line in warnings:
            self.display.warning(line)
        return document

    def _populate(self, hostvars, groups):
        strict = self.get_option('strict')
        for group in groups:
            self.inventory.add_group(group)
        for host, variables in hostvars.items():
            self.inventory.add_host(host)
            for name, value in variables.items():
                self.inventory.set_variable(host, name, value)
            self._set_composite_vars(self.get_option('compose'), variables, host, strict=strict)
            self._add_host_to_composed_groups(self.get_option('groups'), variables, host, strict=strict)
            self._add_host_to_keyed_groups(self.get_option('keyed_groups'), variables, host, strict=strict)
        for group, hosts in groups.items():
            for host in hosts:
                self.inventory.add_child(group, host)
