# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: spotinst_esg
author: esg-recycler contributors (!UNKNOWN)
short_description: Instances of stateful Spot Elastigroups
version_added: 0.1.0
description:
  - Lists the instances of every stateful AWS Elastigroup of one or more Spot accounts.
  - Hosts are named by their private address. Each stateful group is an Ansible group twice, by its id and by its name.
  - The configuration file must end in C(spotinst_esg.yml) or C(spotinst_esg.yaml).
  - An answer is whole, or an error that names the group that failed.
  - What the API answers stays data. It is never rendered as a template.
requirements:
  - Node 24 or newer on the controller
extends_documentation_fragment:
  - constructed
  - inventory_cache
  - esg_recycler.spotinst.spot_account
  - esg_recycler.spotinst.spot_selection
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [spotinst_esg, esg_recycler.spotinst.spotinst_esg]
    version_added: 0.1.0
  clusters:
    description:
      - The groups that form one quorum, as a mapping from a cluster's name to a list of group ids, names or globs.
      - At most one instance of a cluster is ever recycled at a time. A group that no cluster names is a cluster of its own.
    type: dict
    default: {}
    version_added: 0.1.0
  store:
    description:
      - URL of the store that keeps cached answers and leases, such as C(sqlite:///var/lib/esg/esg.db).
      - Two SQLite files in the user's own folders unless it is set.
    type: str
    version_added: 0.1.0
    env:
      - name: ESG_STORE_URL
  hostnames:
    description:
      - What to name hosts by, in order of preference. The first entry that gives a name counts.
      - An entry is the name of a host variable or any other expression over them, or a mapping with C(name), C(prefix)
        (expressions too) and C(separator) (a text, C(_) unless it is set).
      - A name that two instances want, that a group or another instance has, or that would be more than a name to Ansible or
        ssh is given to nobody, with a warning. Such a host, and one that no entry names, is listed as without the option.
      - C(ansible_host) is set to the private address unless something else sets it.
    type: list
    elements: raw
    default: []
    version_added: 0.1.0
  connect_with:
    description:
      - What C(ansible_host) is, in order of preference. The first that is known counts.
      - V(public_ip) needs O(want_status) or O(want_ec2_details). V(private_dns) and V(public_dns) need O(want_ec2_details).
      - V(instance_id) is for connections that go by it, such as those through AWS Systems Manager.
      - A host for which none is known stays reachable as without the option, with a warning. With O(strict) it is an error.
    type: list
    elements: str
    choices: [private_ip, public_ip, private_dns, public_dns, instance_id]
    default: []
    version_added: 0.1.0
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: spotinst_
    version_added: 0.1.0
  hostvars_suffix:
    description: What the names of host variables end with.
    type: str
    default: ''
    version_added: 0.1.0
  include_addressless:
    description: Whether to list instances without any address too, named by their id.
    type: bool
    default: false
    version_added: 0.1.0
  strict_permissions:
    description:
      - Whether an account, a detail of a group or a call of AWS that is refused (403) is an error.
      - Otherwise it is left out with a warning.
    type: bool
    default: true
    version_added: 0.1.0
  want_status:
    description: Whether to ask for zone, instance type, life cycle and public address, at one more call for each group.
    type: bool
    default: false
    version_added: 0.1.0
  want_instance_health:
    description:
      - Whether to ask for the health of instances, at one more call for each group.
      - It is the variable C(spotinst_healthStatus).
    type: bool
    default: false
    version_added: 0.1.0
  want_ec2_details:
    description:
      - Whether to ask EC2 about the instances, one sweep for each region.
      - The answer is the mapping C(spotinst_ec2). It also supplies an image or an address that Spot does not tell.
      - Credentials are found as every AWS tool finds them, see O(aws_profile). Without this option AWS is never called.
    type: bool
    default: false
    version_added: 0.1.0
  cache_ttl:
    description:
      - How long the API's answers live in the store. A bare number means seconds.
      - This is beside Ansible's own inventory cache, which the option O(cache) turns on.
    type: str
    default: 60s
    version_added: 0.1.0
  stale_if_error:
    description:
      - Whether the last good answer is served, with a warning, when Spot or AWS cannot be reached.
      - A duration such as V(2h) says how old it may be at most, V(true) means a day. A refusal is always an error.
      - Such an answer is never kept in Ansible's own cache.
    type: raw
    default: false
    version_added: 0.1.0
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
# Another profile of the credentials file, a proxy's address for the API, a store of one's own
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_profile: staging
spotinst_api_url: https://spot.example.com
spotinst_timeout: 10s
store: sqlite:///var/lib/esg/esg.db

---
# Two accounts, of which one may be refused, and three groups that are one Kafka cluster
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_account_id: [act-123, act-456]
strict_permissions: false
clusters:
  kafka: [kafka-zone-a, kafka-zone-b, kafka-zone-c]

---
# Kafka and ZooKeeper in two regions, without what is paused; and one group whatever it is
plugin: esg_recycler.spotinst.spotinst_esg
regions: [us-east-1, eu-west-1]
filters:
  name: [kafka-*, zookeeper-*]
  tag:Environment: production
include_filters:
  - id: sig-12345678
exclude_filters:
  - state: [PAUSED, PAUSING]

---
# Only what is due: what runs another image than its group would launch
plugin: esg_recycler.spotinst.spotinst_esg
filters:
  image_drift: true

---
# Names from tags, else from the id; connections by public address where there is one
plugin: esg_recycler.spotinst.spotinst_esg
hostnames:
  - name: spotinst_id
    prefix: spotinst_esg_tags.Name
    separator: '-'
  - spotinst_id
connect_with: [public_ip, private_ip]
want_status: true
include_addressless: true

---
# All that Spot and EC2 know
plugin: esg_recycler.spotinst.spotinst_esg
want_status: true
want_instance_health: true
want_ec2_details: true
aws_profile: production

---
# Other names for the variables: esg_id_spot instead of spotinst_esg_id
plugin: esg_recycler.spotinst.spotinst_esg
hostvars_prefix: ''
hostvars_suffix: _spot

---
# Groups and variables from what Spot says
plugin: esg_recycler.spotinst.spotinst_esg
strict: true
leading_separator: false
use_extra_vars: true
keyed_groups:
  - key: spotinst_esg_tags.role
    prefix: role
  - key: spotinst_esg_region
groups:
  off_target: spotinst_due
compose:
  ansible_user: login_user | default('ubuntu')

---
# Ansible's inventory cache for an hour; under it answers of two minutes, or the last good one of six hours in an outage
plugin: esg_recycler.spotinst.spotinst_esg
cache: true
cache_plugin: jsonfile
cache_connection: ~/.ansible/spotinst_esg
cache_prefix: esg_
cache_timeout: 3600
cache_ttl: 2m
stale_if_error: 6h
"""

import os

from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.group_names import settle_group_names
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_names import (
    check_connect_with,
    check_hostnames,
    listed,
    preferred_name,
    settle_names,
)
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import check_inventory
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_draft import InventoryDraft
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_options import (
    SETTINGS,
    SUBJECT,
    SUBJECT_ELSEWHERE,
    TEMPLATES,
    refuse_unknown,
    refuse_vague,
)
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.kept_answers import keep, read_kept, subject_digest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.named_hosts import reached_by, renamed
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import NodeCliError, run
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.unsafe import mark_all, mark_unsafe, unmark_harmless

FULL_NAME = 'esg_recycler.spotinst.spotinst_esg'
DOCUMENTATION_COMMAND = f'ansible-doc -t inventory {FULL_NAME}'


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = FULL_NAME

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(('spotinst_esg.yml', 'spotinst_esg.yaml'))

    def parse(self, inventory, loader, path, cache=True):
        config = self._read_config(inventory, loader, path)
        answer = self._cached_answer(path, config, fresh=not cache)
        try:
            hostvars, groups = check_inventory(answer['inventory'])
        except ValueError as error:
            raise AnsibleParserError(f'esg-inventory answered with something unusable: {error}') from error
        for line in answer['warnings']:
            self.display.warning(line)
        hostvars = self._with_addresses(mark_unsafe(hostvars), path)
        self._populate(*self._with_names(hostvars, mark_unsafe(groups), path), path)

    def read_settings(self, inventory, loader, path):
        """
        What the file itself sets, with vaults opened and templates rendered. The executables find by themselves what it
        leaves to the environment and to the credentials file.
        """
        return self._own_settings(path, self._read_config(inventory, loader, path))

    def _read_config(self, inventory, loader, path):
        super().parse(inventory, loader, path)
        self._redirected_names = [FULL_NAME, 'spotinst_esg']
        config = self._read_config_data(path)
        # As in every plugin that lets options be templates: they see what -e says.
        self.templar.available_variables = self._vars
        refuse_unknown(config, list(self._options), path, DOCUMENTATION_COMMAND)
        refuse_vague(config, C.config.get_configuration_definitions('inventory', self._load_name), path)
        for name, check in (('hostnames', check_hostnames), ('connect_with', self._check_connect_with)):
            try:
                check(self.get_option(name))
            except ValueError as error:
                raise AnsibleParserError(f'{path}: {name}: {error}. "{DOCUMENTATION_COMMAND}" describes it.') from None
        return config

    def _check_connect_with(self, choices):
        check_connect_with(choices, self.get_option)

    def _own_settings(self, path, config):
        return self._settings(path, [name for name in SETTINGS if config.get(name) is not None])

    def _settings(self, path, names):
        settings = {name: self.get_option(name) for name in names}
        for name in TEMPLATES:
            if name in settings:
                try:
                    settings[name] = self.templar.template(settings[name])
                except AnsibleError as error:
                    raise AnsibleParserError(f'{path}: {name} cannot be read: {error}') from None
        return settings

    def _cache_key(self, path):
        subject = (*SUBJECT, 'aws_profile') if self.get_option('want_ec2_details') else SUBJECT
        asked = [self._settings(path, subject), [os.environ.get(name) for name in SUBJECT_ELSEWHERE]]
        return f'{self.get_cache_key(path)}_{subject_digest(asked)}'

    def _cached_answer(self, path, config, fresh):
        # Under the runner an answer holds only the groups of one roll, which nobody else must find in the cache.
        if not self.get_option('cache') or protocol().variables.only in os.environ:
            return self._ask(path, config, fresh)
        key = self._cache_key(path)
        answer = None if fresh else read_kept(self._cache, key, self.display.warning)
        if answer is None:
            answer = self._ask(path, config, fresh)
            keep(self._cache, key, answer)
        return answer

    def _ask(self, path, config, fresh):
        warnings = []
        arguments = ['--list', *(['--refresh'] if fresh else [])]
        try:
            document = run('esg-inventory', arguments, self._own_settings(path, config), on_line=warnings.append)
        except NodeCliError as error:
            # It read the settings from its standard input, which nobody wrote by hand.
            raise AnsibleParserError(f'{path}: {str(error).removeprefix("standard input: ")}') from None
        return {'inventory': document, 'warnings': warnings}

    def _variable(self, variables, name):
        return variables.get(f'{self.get_option("hostvars_prefix")}{name}{self.get_option("hostvars_suffix")}')

    def _with_addresses(self, hostvars, path):
        """The same hosts, reached by what the option connect_with prefers."""
        choices = self.get_option('connect_with')
        if not choices:
            return hostvars
        try:
            found, unreached = reached_by(hostvars, choices, self._variable)
        except ValueError as error:
            raise AnsibleParserError(f'{path}: connect_with: {error}.') from None
        if unreached:
            what = f'{path}: connect_with: none of {", ".join(choices)} is known of {listed(unreached)}'
            if self.get_option('strict'):
                raise AnsibleParserError(f'{what}. Add another choice, or leave such instances out with exclude_filters.')
            self.display.warning(f'{what}: reached as without the option')
        return found

    def _with_names(self, hostvars, groups, path):
        """The same hosts and groups, under the names that the option hostnames prefers."""
        entries = self.get_option('hostnames')
        if not entries:
            return hostvars, groups
        wanted = {}
        for own, variables in hostvars.items():
            wanted[own] = preferred_name(entries, lambda expression: self._text_of(expression, own, variables, path))
        if wanted and not any(wanted.values()):
            hint = 'Write host variables, such as spotinst_esg_tags.Name'
            self.display.warning(f'{path}: hostnames: no entry gives any host a name. {hint}.')
        names, warnings = settle_names(wanted, groups)
        for line in warnings:
            self.display.warning(f'{path}: {line}')
        return renamed(hostvars, groups, mark_unsafe(names), self._variable)

    def _text_of(self, expression, host, variables, path):
        try:
            value = self._compose(expression, variables)
        except AnsibleUndefinedVariable:
            return ''
        except AnsibleError as error:
            hint = 'Write host variables, such as spotinst_esg_tags.Name, or another Jinja expression over them'
            raise AnsibleParserError(f'{path}: hostnames: "{expression}" fails for {host}: {error}. {hint}.') from None
        if value is None:
            return ''
        if isinstance(value, (bool, dict, list)):
            raise AnsibleParserError(f'{path}: hostnames: "{expression}" gives {host} no text but {value!r}. Choose a text.')
        return str(value)

    def _compose(self, template, variables, *args, **kwargs):
        return unmark_harmless(super()._compose(template, mark_all(variables), *args, **kwargs))

    def _with_group_names(self, hostvars, groups, path):
        """The same groups, under the names that Ansible is set to give them."""
        ids = {self._variable(variables, name) for variables in hostvars.values() for name in ('esg_id', 'id')}
        settled, warnings = settle_group_names(groups, ids, hostvars)
        for line in warnings:
            self.display.warning(f'{path}: {line}')
        return settled

    def _populate(self, hostvars, groups, path):
        groups = self._with_group_names(hostvars, groups, path)
        inventory = self.inventory
        # Ansible's own methods for what is constructed add to self.inventory.
        self.inventory = draft = InventoryDraft(inventory)
        try:
            self._construct(hostvars, groups)
        finally:
            self.inventory = inventory
        draft.add_to_inventory()

    def _construct(self, hostvars, groups):
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
