# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects the facts of a host and its play that the executables need for their decisions."""

from __future__ import annotations

import collections
import os

from ansible import constants

PREFIX = 'esg_recycle_'
# The variable in which the role registers the result of its first step.
ASSESSED = '__esg_recycle_assessed'
# Variable of the role -> variable of the inventory plugin, which is its default.
IDENTITY = {
    'esg_recycle_group': 'spotinst_esg_id',
    'esg_recycle_instance': 'spotinst_id',
    'esg_recycle_address': 'spotinst_privateIp',
    'esg_recycle_cluster': 'spotinst_cluster',
}
# The groups that contain every host or unrelated hosts.
EVERYBODY = ('all', 'ungrouped')
CLUSTER = ('esg_recycle_cluster', IDENTITY['esg_recycle_cluster'])
INSTANCE = ('esg_recycle_instance', IDENTITY['esg_recycle_instance'])


def role_variables(templar, variables):
    """Every variable of the role that is defined for a host, with templates rendered."""
    names = [name for name in variables if name.startswith(PREFIX)]
    return {name: templar.template(variables[name]) for name in names}


def _identity(variables, name):
    own = variables.get(name)
    return variables.get(IDENTITY[name]) if own is None else own


def instance_of(variables):
    """The ID of the stateful instance of a host, or None."""
    return _identity(variables, 'esg_recycle_instance')


def variables_of(variables):
    """The variables of the role on another host, without the defaults of the role."""
    given = {name: variables[name] for name in variables if name.startswith(PREFIX)}
    return {**given, **{name: _identity(variables, name) for name in IDENTITY}}


def _kinds(health):
    """The names of the kinds of a health check, without their options, which can contain passwords."""
    entries = health if isinstance(health, list) else [health] if health else []
    return ', '.join(str(entry.get('kind') if isinstance(entry, dict) else entry) for entry in entries)


def health_checks(hosts, cluster):
    """Host name -> the health check of the host or None, for every host of a cluster."""
    return {
        name: _kinds(values.get('esg_recycle_health')) or None
        for name, values in hosts.items()
        if cluster is not None and _identity(values, 'esg_recycle_cluster') == cluster
    }


def _inventory_cluster(host):
    """The cluster of a host from its inventory variables alone, or None if they do not set it as plain text."""
    values = [host.vars[variable] for variable in CLUSTER if variable in host.vars]
    return str(values[0]) if values and '{{' not in str(values[0]) else None


def _groups_of(hostvars, groups):
    groups_of = {name: [] for name in hostvars}
    for group, names in groups.items():
        for name in groups_of.keys() & names if group not in EVERYBODY else ():
            groups_of[name].append(group)
    return groups_of


def _hosts_of_cluster(hostvars, groups, host, cluster):
    """
    The variables of every host that can belong to a cluster, by its name. Rendering the variables of all hosts takes seconds
    in a large inventory. Therefore the cluster comes from the inventory variables if they set it for this host too. Hosts
    without it belong to the same cluster if they are in the same groups.
    """
    inventory = getattr(hostvars, '_inventory', None)
    if inventory is None:
        return {name: hostvars[name] for name in hostvars}
    clusters = {name: _inventory_cluster(inventory.get_host(name)) for name in hostvars}
    is_set = clusters[host] == cluster
    found = [name for name, own in clusters.items() if is_set and own == cluster]

    alike = collections.defaultdict(list)
    for name, names in _groups_of(hostvars, groups).items():
        own = clusters[name]
        if not (is_set and own):
            alike[(*names, own) if names or is_set else name].append(name)
    for names in alike.values():
        found += names if _identity(hostvars[names[0]], 'esg_recycle_cluster') == cluster else []
    return {name: hostvars[name] for name in found}


def _record_file():
    """The file of the hosts that the role has started with. Ansible deletes it when ansible-playbook ends."""
    return os.path.join(constants.DEFAULT_LOCAL_TMP, 'esg_recycle_hosts')


def record_start(host):
    """Records that the role has started with a host."""
    with open(_record_file(), 'a', encoding='utf-8') as file:
        file.write(f'{host}\n')


def _started(hostvars):
    """The variables of every host that the role has started with in this playbook, by its name."""
    try:
        with open(_record_file(), encoding='utf-8') as file:
            names = file.read().splitlines()
    except FileNotFoundError:
        names = []
    return {name: hostvars[name] for name in dict.fromkeys(names) if name in hostvars}


def _is_unfinished(variables):
    """Started and not finished. A host that was refused because of another unfinished host is unchanged."""
    assessment = variables.get(ASSESSED) or {}
    return variables.get('esg_recycle_outcome') == 'begun' and not assessment.get('unfinished')


def _session(started, group, cluster):
    """The lease of the cluster and the target of the group, if an earlier host of this playbook has determined them."""
    assessments = [values.get(ASSESSED) or {} for values in started.values()]
    leases = [one.get('lease') for one in assessments if one.get('cluster') == cluster]
    targets = [one.get('target') for one in assessments if group in (one.get('esg'), one.get('group'))]
    return {'lease': next(filter(None, leases), None), 'target': next(filter(None, targets), None)}


def _in_play(host, variables):
    outcome, due = variables.get('esg_recycle_outcome'), variables.get('spotinst_due')
    # A static inventory can contain any value.
    return {'host': host, 'instance': instance_of(variables), 'outcome': outcome, 'due': due if isinstance(due, bool) else None}


def play_facts(role, variables):
    """
    The progress of the play, and the health checks of the hosts of the cluster.

    :returns: the input C(play) of C(instance-roller assess), and the lease and the target if the play has determined them
    """
    hostvars = variables['hostvars']
    host, cluster = variables['inventory_hostname'], role.get('esg_recycle_cluster')
    started = _started(hostvars)
    # When the run sets esg_recycle_due, the other hosts of the play are not needed.
    named = variables['ansible_play_hosts_all'] if role.get('esg_recycle_due') is None else []
    play = {
        'batch': len(variables['ansible_play_batch']),
        'hosts': [_in_play(name, hostvars[name]) for name in named if name in hostvars],
        'unfinished': [name for name, values in started.items() if name != host and _is_unfinished(values)],
        'checks': health_checks(_hosts_of_cluster(hostvars, variables['groups'], host, cluster), cluster),
    }
    return play, _session(started, role.get('esg_recycle_group'), cluster)
