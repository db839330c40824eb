# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: spotinst_esg
author: esg-recycler contributors (!UNKNOWN)
short_description: List the instances of stateful Spot Elastigroups
version_added: 0.1.0
description:
  - Lists the instances of every stateful AWS Elastigroup of one or more Spot accounts.
  - The name of a host is its private address. Each stateful group is two Ansible groups, one by its ID and one by its name.
  - The name of the configuration file must end in C(spotinst_esg.yml) or C(spotinst_esg.yaml).
  - The inventory is complete, or the plugin fails and names the group that it cannot read.
  - Text from the API is data. Ansible never renders it as a template.
requirements:
  - Node 22.16 or newer on the controller
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
      - The groups that form one cluster, as a mapping from the name of the cluster to a list of group IDs, names or globs.
      - At most one instance of a cluster is recycled at a time. A group that no cluster lists is a cluster of its own.
    type: dict
    default: {}
    version_added: 0.1.0
  store:
    description:
      - The URL of the store for cached responses and leases, such as V(sqlite:///var/lib/esg/esg.db).
      - By default two SQLite files in the cache and state folders of the user.
    type: str
    version_added: 0.1.0
    env:
      - name: ESG_STORE_URL
  notify:
    description:
      - The URLs that C(recycle-runner) notifies of its runs. The inventory does not use this option.
      - The URL of a webhook is a secret. The environment variable E(ESG_RECYCLER_NOTIFY) of C(recycle-runner) keeps it out of
        this file.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  metrics_file:
    description:
      - The file, or the folder, in which C(recycle-runner) writes the metrics of its runs. The inventory does not use this
        option.
      - No metrics are written unless it is set.
    type: path
    version_added: 0.1.0
  hostnames:
    description:
      - The sources of the host name, in order of preference. The first entry that gives a name applies.
      - An entry is a host variable, or another Jinja expression over host variables. It can also be a mapping with C(name)
        and C(prefix), which are expressions, and C(separator), which is a string and defaults to C(_).
      - The plugin warns, and keeps the default name, if several instances would have a name, if a group or another instance
        has it, or if Ansible or ssh would read it as something else. A host without a name also keeps its default name.
      - C(ansible_host) is set to the private address unless another option sets it.
    type: list
    elements: raw
    default: []
    version_added: 0.1.0
  connect_with:
    description:
      - The sources of C(ansible_host), in order of preference. The first one that has a value applies.
      - V(public_ip) needs O(want_status) or O(want_ec2_details). V(private_dns) and V(public_dns) need O(want_ec2_details).
      - V(instance_id) is for connections by instance ID, such as those through AWS Systems Manager.
      - A host without any of these keeps its default address, with a warning. With O(strict) it is an error.
    type: list
    elements: str
    choices: [private_ip, public_ip, private_dns, public_dns, instance_id]
    default: []
    version_added: 0.1.0
  hostvars_prefix:
    description: The prefix of the names of host variables.
    type: str
    default: spotinst_
    version_added: 0.1.0
  hostvars_suffix:
    description: The suffix of the names of host variables.
    type: str
    default: ''
    version_added: 0.1.0
  include_addressless:
    description: Whether to also list instances that have no address, by their ID.
    type: bool
    default: false
    version_added: 0.1.0
  strict_permissions:
    description:
      - Whether a request that is denied (HTTP 403) for an account, a detail of a group or AWS is an error.
      - With V(false) the plugin omits the data with a warning.
    type: bool
    default: true
    version_added: 0.1.0
  want_status:
    description: Whether to request zone, instance type, life cycle and public address. It costs one more request for each group.
    type: bool
    default: false
    version_added: 0.1.0
  want_instance_health:
    description:
      - Whether to request the health of the instances. It costs one more request for each group.
      - The variable is C(spotinst_healthStatus).
    type: bool
    default: false
    version_added: 0.1.0
  want_ec2_details:
    description:
      - Whether to request the details of the instances from EC2, with one paginated request for each region.
      - The variable is the mapping C(spotinst_ec2). The plugin also uses it for an image or an address that Spot does not report.
      - The plugin finds AWS credentials as other AWS tools do, see O(aws_profile). Without this option it never calls AWS.
    type: bool
    default: false
    version_added: 0.1.0
  cache_ttl:
    description:
      - How long responses of the API stay in the store. A bare number means seconds.
      - This cache is independent of Ansible's inventory cache, which O(cache) enables.
    type: str
    default: 60s
    version_added: 0.1.0
  stale_if_error:
    description:
      - Whether to use the last good response, with a warning, while Spot or AWS cannot be reached.
      - A duration such as V(2h) is its maximum age. V(true) means one day. A denied request is always an error.
      - Ansible's inventory cache never stores such a response.
    type: raw
    default: false
    version_added: 0.1.0
"""

EXAMPLES = r"""
# demo.spotinst_esg.yml, with SPOTINST_ACCOUNT_ID and SPOTINST_API_TOKEN in the environment
plugin: esg_recycler.spotinst.spotinst_esg

---
# Credentials in the file: plain, vaulted, or from a lookup
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_account_id: act-123
spotinst_api_token: "{{ lookup('ansible.builtin.file', '~/.spotinst/token') }}"

---
# Another profile of the credentials file, another API address, a store in one file, and reports of runs
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_profile: staging
spotinst_api_url: https://spot.example.com
spotinst_timeout: 10s
store: sqlite:///var/lib/esg/esg.db
notify: https://events.example.net/esg-recycler
metrics_file: /var/lib/node_exporter/textfile

---
# Two accounts, one of which may be denied, and three groups that are one Kafka cluster
plugin: esg_recycler.spotinst.spotinst_esg
spotinst_account_id: [act-123, act-456]
strict_permissions: false
clusters:
  kafka: [kafka-zone-a, kafka-zone-b, kafka-zone-c]

---
# Kafka and ZooKeeper in two regions, and one more group, without paused instances
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
# Only instances that need a recycle, because their image is not the image of the group
plugin: esg_recycler.spotinst.spotinst_esg
filters:
  image_drift: true

---
# Names from tags, or from the ID; connections to the public address if there is one
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
# All details of Spot and EC2
plugin: esg_recycler.spotinst.spotinst_esg
want_status: true
want_instance_health: true
want_ec2_details: true
aws_profile: production

---
# Other variable names: esg_id_spot instead of spotinst_esg_id
plugin: esg_recycler.spotinst.spotinst_esg
hostvars_prefix: ''
hostvars_suffix: _spot

---
# Groups and variables from host variables
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
# Ansible's inventory cache for an hour, API responses for two minutes, and responses up to six hours old in an outage
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
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.group_names import resolve_group_names
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_names import (
    check_connect_with,
    check_hostnames,
    listed,
    preferred_name,
    resolve_names,
)
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import check_inventory
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_draft import InventoryDraft
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_options import (
    SETTINGS,
    SUBJECT,
    SUBJECT_VARIABLES,
    TEMPLATES,
    refuse_non_boolean,
    refuse_unknown,
)
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.named_hosts import reached_by, renamed
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import NodeCliError, run
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.response_cache import (
    cache_response,
    read_response,
    subject_digest,
)
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.unsafe import mark_all, mark_unsafe, unmark_harmless

FULL_NAME = 'esg_recycler.spotinst.spotinst_esg'
DOCUMENTATION_COMMAND = f'ansible-doc -t inventory {FULL_NAME}'


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = FULL_NAME

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(('spotinst_esg.yml', 'spotinst_esg.yaml'))

    def parse(self, inventory, loader, path, cache=True):
        config = self._read_config(inventory, loader, path)
        response = self._cached_response(path, config, fresh=not cache)
        try:
            hostvars, groups = check_inventory(response['inventory'])
        except ValueError as error:
            raise AnsibleParserError(f'esg-inventory printed an invalid inventory: {error}') from error
        for line in response['warnings']:
            self.display.warning(line)
        hostvars = self._with_addresses(mark_unsafe(hostvars), path)
        self._populate(*self._with_names(hostvars, mark_unsafe(groups), path), path)

    def read_settings(self, inventory, loader, path):
        """
        The settings of the file, with vaults decrypted and templates rendered. The executables read the environment and the
        credentials file themselves.
        """
        return self._own_settings(path, self._read_config(inventory, loader, path))

    def _read_config(self, inventory, loader, path):
        super().parse(inventory, loader, path)
        self._redirected_names = [FULL_NAME, 'spotinst_esg']
        config = self._read_config_data(path)
        # Templates in options can use extra variables, as in other inventory plugins.
        self.templar.available_variables = self._vars
        refuse_unknown(config, list(self._options), path, DOCUMENTATION_COMMAND)
        refuse_non_boolean(config, C.config.get_configuration_definitions('inventory', self._load_name), path)
        for name, check in (('hostnames', check_hostnames), ('connect_with', self._check_connect_with)):
            try:
                check(self.get_option(name))
            except ValueError as error:
                raise AnsibleParserError(f'{path}: {name}: {error}. See "{DOCUMENTATION_COMMAND}".') from None
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
        subject_values = [self._settings(path, subject), [os.environ.get(name) for name in SUBJECT_VARIABLES]]
        return f'{self.get_cache_key(path)}_{subject_digest(subject_values)}'

    def _cached_response(self, path, config, fresh):
        # Under recycle-runner a response contains only the groups of one roll, which other runs must not find in the cache.
        if not self.get_option('cache') or protocol().variables.only in os.environ:
            return self._request(path, config, fresh)
        key = self._cache_key(path)
        response = None if fresh else read_response(self._cache, key, self.display.warning)
        if response is None:
            response = self._request(path, config, fresh)
            cache_response(self._cache, key, response)
        return response

    def _request(self, path, config, fresh):
        warnings = []
        arguments = ['--list', *(['--refresh'] if fresh else [])]
        try:
            document = run('esg-inventory', arguments, self._own_settings(path, config), on_line=warnings.append)
        except NodeCliError as error:
            # The user does not know that the settings are on standard input.
            raise AnsibleParserError(f'{path}: {str(error).removeprefix("standard input: ")}') from None
        return {'inventory': document, 'warnings': warnings}

    def _variable(self, variables, name):
        return variables.get(f'{self.get_option("hostvars_prefix")}{name}{self.get_option("hostvars_suffix")}')

    def _with_addresses(self, hostvars, path):
        """The hosts, with ansible_host from the option connect_with."""
        choices = self.get_option('connect_with')
        if not choices:
            return hostvars
        try:
            found, unreached = reached_by(hostvars, choices, self._variable)
        except ValueError as error:
            raise AnsibleParserError(f'{path}: connect_with: {error}.') from None
        if unreached:
            what = f'{path}: connect_with: none of {", ".join(choices)} is set for {listed(unreached)}'
            if self.get_option('strict'):
                raise AnsibleParserError(f'{what}. Add another choice, or exclude such instances with exclude_filters.')
            self.display.warning(f'{what}. The default address is used.')
        return found

    def _with_names(self, hostvars, groups, path):
        """The hosts and groups, with host names from the option hostnames."""
        entries = self.get_option('hostnames')
        if not entries:
            return hostvars, groups
        wanted = {}
        for own, variables in hostvars.items():
            wanted[own] = preferred_name(entries, lambda expression: self._text_of(expression, own, variables, path))
        if wanted and not any(wanted.values()):
            hint = 'Use host variables, such as spotinst_esg_tags.Name'
            self.display.warning(f'{path}: hostnames: no entry gives a name to any host. {hint}.')
        names, warnings = resolve_names(wanted, groups)
        for line in warnings:
            self.display.warning(f'{path}: {line}')
        return renamed(hostvars, groups, mark_unsafe(names), self._variable)

    def _text_of(self, expression, host, variables, path):
        try:
            value = self._compose(expression, variables)
        except AnsibleUndefinedVariable:
            return ''
        except AnsibleError as error:
            hint = 'Use host variables, such as spotinst_esg_tags.Name, or a Jinja expression over them'
            raise AnsibleParserError(f'{path}: hostnames: "{expression}" fails for {host}: {error}. {hint}.') from None
        if value is None:
            return ''
        if isinstance(value, (bool, dict, list)):
            hint = 'Use an expression that returns a string'
            raise AnsibleParserError(f'{path}: hostnames: "{expression}" is not a string for {host}, but {value!r}. {hint}.')
        return str(value)

    def _compose(self, template, variables, *args, **kwargs):
        return unmark_harmless(super()._compose(template, mark_all(variables), *args, **kwargs))

    def _with_group_names(self, hostvars, groups, path):
        """The groups, with the names that Ansible gives them (force_valid_group_names)."""
        ids = {self._variable(variables, name) for variables in hostvars.values() for name in ('esg_id', 'id')}
        resolved, warnings = resolve_group_names(groups, ids, hostvars)
        for line in warnings:
            self.display.warning(f'{path}: {line}')
        return resolved

    def _populate(self, hostvars, groups, path):
        groups = self._with_group_names(hostvars, groups, path)
        inventory = self.inventory
        # The methods of Constructable add to self.inventory.
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
