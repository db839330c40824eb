# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of a host and of its play say, gathered for the executables, which decide by it."""

from __future__ import annotations

import collections
import os

from ansible import constants

PREFIX = 'esg_recycle_'
# What the role registers the answer of its first step as.
ASSESSED = '__esg_recycle_assessed'
# Where the inventory has no variable of the role, the one of the inventory plugin serves.
IDENTITY = {
    'esg_recycle_group': 'spotinst_esg_id',
    'esg_recycle_instance': 'spotinst_id',
    'esg_recycle_address': 'spotinst_privateIp',
    'esg_recycle_cluster': 'spotinst_cluster',
}
# Groups that say nothing of a host.
EVERYBODY = ('all', 'ungrouped')
CLUSTER = ('esg_recycle_cluster', IDENTITY['esg_recycle_cluster'])
INSTANCE = ('esg_recycle_instance', IDENTITY['esg_recycle_instance'])


def role_variables(templar, variables):
    """Every variable of the role that is defined for a host, settled."""
    names = [name for name in variables if name.startswith(PREFIX)]
    return {name: templar.template(variables[name]) for name in names}


def _identity(variables, name):
    own = variables.get(name)
    return variables.get(IDENTITY[name]) if own is None else own


def instance_of(variables):
    """The stateful instance behind a host; None where it is none."""
    return _identity(variables, 'esg_recycle_instance')


def variables_of(variables):
    """The variables of the role as another host has them, without the role's own defaults."""
    given = {name: variables[name] for name in variables if name.startswith(PREFIX)}
    return {**given, **{name: _identity(variables, name) for name in IDENTITY}}


def _kinds(health):
    """The kinds of a health check by name, without their options, which may hold passwords."""
    entries = health if isinstance(health, list) else [health] if health else []
    return ', '.join(str(entry.get('kind') if isinstance(entry, dict) else entry) for entry in entries)


def health_checks(everyone, cluster):
    """The health check of every host of a cluster, by its name; None where it has none."""
    return {
        name: _kinds(values.get('esg_recycle_health')) or None
        for name, values in everyone.items()
        if cluster is not None and _identity(values, 'esg_recycle_cluster') == cluster
    }


def _own_word(host):
    """The cluster of a host as the inventory itself has it among its variables; None where that does not say."""
    told = [host.vars[variable] for variable in CLUSTER if variable in host.vars]
    return str(told[0]) if told and '{{' not in str(told[0]) else None


def _groups_of(hostvars, groups):
    groups_of = {name: [] for name in hostvars}
    for group, names in groups.items():
        for name in groups_of.keys() & names if group not in EVERYBODY else ():
            groups_of[name].append(group)
    return groups_of


def _hosts_of_cluster(hostvars, groups, host, cluster):
    """
    The variables of every host that may be of a cluster, by its name. To settle those of all hosts takes seconds in a large
    inventory. So the word of the inventory counts where it has one of this host too; of hosts without any, those in the
    same groups are taken to be of the same cluster.
    """
    inventory = getattr(hostvars, '_inventory', None)
    if inventory is None:
        return {name: hostvars[name] for name in hostvars}
    words = {name: _own_word(inventory.get_host(name)) for name in hostvars}
    is_told = words[host] == cluster
    found = [name for name, word in words.items() if is_told and word == cluster]

    alike = collections.defaultdict(list)
    for name, names in _groups_of(hostvars, groups).items():
        word = words[name]
        if not (is_told and word):
            alike[(*names, word) if names or is_told else name].append(name)
    for names in alike.values():
        found += names if _identity(hostvars[names[0]], 'esg_recycle_cluster') == cluster else []
    return {name: hostvars[name] for name in found}


def _file_in_mind():
    """Ends with ansible-playbook."""
    return os.path.join(constants.DEFAULT_LOCAL_TMP, 'esg_recycle_hosts')


def keep_in_mind(host):
    """Keeps in mind that the role takes up a host."""
    with open(_file_in_mind(), 'a', encoding='utf-8') as file:
        file.write(f'{host}\n')


def _taken_up(hostvars):
    """The variables of every host that the role has taken up in this playbook, by its name."""
    try:
        with open(_file_in_mind(), encoding='utf-8') as file:
            names = file.read().splitlines()
    except FileNotFoundError:
        names = []
    return {name: hostvars[name] for name in dict.fromkeys(names) if name in hostvars}


def _is_unfinished(variables):
    """Begun and not finished. One that was refused because of another unfinished one was not touched."""
    answer = variables.get(ASSESSED) or {}
    return variables.get('esg_recycle_outcome') == 'begun' and not answer.get('unfinished')


def _session(taken_up, group, cluster):
    """The lease of the cluster and the target of the group, where they were settled earlier in this playbook."""
    answers = [values.get(ASSESSED) or {} for values in taken_up.values()]
    leases = [answer.get('lease') for answer in answers if answer.get('cluster') == cluster]
    targets = [answer.get('target') for answer in answers if group in (answer.get('esg'), answer.get('group'))]
    return {'lease': next(filter(None, leases), None), 'target': next(filter(None, targets), None)}


def _in_play(host, variables):
    outcome, due = variables.get('esg_recycle_outcome'), variables.get('spotinst_due')
    # An inventory that somebody has written may say anything.
    return {'host': host, 'instance': instance_of(variables), 'outcome': outcome, 'due': due if isinstance(due, bool) else None}


def play_facts(role, variables):
    """
    How far the play has come, and which hosts of the cluster have a health check.

    :returns: what C(instance-roller assess) reads as C(play); and lease and target, where the play has settled them
    """
    hostvars = variables['hostvars']
    host, cluster = variables['inventory_hostname'], role.get('esg_recycle_cluster')
    taken_up = _taken_up(hostvars)
    # Where the run names what is due, nobody asks the hosts of the play.
    named = variables['ansible_play_hosts_all'] if role.get('esg_recycle_due') is None else []
    play = {
        'batch': len(variables['ansible_play_batch']),
        'hosts': [_in_play(name, hostvars[name]) for name in named if name in hostvars],
        'unfinished': [name for name, values in taken_up.items() if name != host and _is_unfinished(values)],
        'checks': health_checks(_hosts_of_cluster(hostvars, variables['groups'], host, cluster), cluster),
    }
    return play, _session(taken_up, role.get('esg_recycle_group'), cluster)
