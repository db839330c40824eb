# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_health
author: esg-recycler contributors (!UNKNOWN)
short_description: Check the health of a cluster, and prepare it for the recycle of a node
version_added: 0.1.0
description:
  - Evaluates the health rules of a cluster for one node. It runs on the controller. V(check) changes nothing.
  - The task fails while a rule blocks, and reports every blocking rule with its numbers.
  - A rule that cannot pass by waiting fails the task at once, not after O(timeout).
notes:
  - The documentation of the project esg-recycler describes every rule and the options of each kind, and which rules can be
    overridden. This collection is built from the project and does not contain that documentation.
requirements:
  - Node 22.16 or newer on the controller
options:
  kind:
    description:
      - The kind of cluster, V(zookeeper), V(kafka), V(etcd), V(redis), V(elasticsearch), V(opensearch), V(rabbitmq), or V(http),
        V(tcp), V(command) for any other service.
    type: str
    choices: [zookeeper, kafka, etcd, redis, elasticsearch, opensearch, rabbitmq, http, tcp, command]
    required: true
  state:
    description:
      - V(check) evaluates the rules.
      - V(prepare) changes the cluster settings that the recycle of the node requires. It saves the previous values in the cluster.
      - V(restore) restores the saved values. It can be repeated, and changes nothing in a cluster that is not prepared.
    type: str
    choices: [check, prepare, restore]
    default: check
  phase:
    description:
      - V(before) checks whether the cluster stays healthy without the node. The node itself may be down.
      - V(after) checks whether the cluster is healthy with the node.
    type: str
    choices: [before, after]
    default: before
  node:
    description: The address of the node, one of O(nodes).
    type: str
    required: true
  nodes:
    description: The addresses of all nodes of the cluster, as the controller reaches them. By default only O(node).
    type: list
    elements: str
  expect:
    description: The number of nodes of the cluster, paused nodes included. By default the number of O(nodes).
    type: int
  due:
    description: The addresses of the nodes that still need a recycle. The leader goes last among them, see RV(yield_to).
    type: list
    elements: str
  options:
    description:
      - The options of the kind, passwords included. The executable reads them from its standard input.
      - The values of passwords, passphrases, secrets, tokens, keys and C(headers) are secret. From ansible-core 2.22 on,
        Ansible masks them in its output.
      - An unknown option is an error that lists the options of the kind.
    type: dict
    default: {}
  overrides:
    description:
      - The rules that cannot pass in this cluster, each with the reason why that is acceptable.
      - Each entry is a mapping with C(rule) and C(reason), or a string C(RULE=REASON).
    type: list
    elements: raw
    default: []
  count:
    description: The number of consecutive checks that must pass.
    type: int
    default: 1
  interval:
    description: The time between two checks, such as V(10s). A bare number means seconds.
    type: str
    default: 10s
  timeout:
    description:
      - How long the health check may fail before the task fails, such as V(1h). A bare number means seconds.
      - V(0) checks once.
    type: str
    default: '0'
  stateful_instance_id:
    description: The ID of the stateful instance of the node, for events.
    type: str
attributes:
  check_mode:
    description: V(check) runs one check. V(prepare) and V(restore) change nothing.
    support: full
  diff_mode:
    description: The module returns no diff.
    support: none
"""

EXAMPLES = r"""
- name: Wait until the ensemble is healthy without this node
  esg_recycler.spotinst.cluster_health:
    kind: zookeeper
    node: 10.0.0.4
    nodes: [10.0.0.4, 10.0.0.5, 10.0.0.6]
    timeout: 10m

- name: Restore the settings that an interrupted recycle changed
  esg_recycler.spotinst.cluster_health:
    kind: opensearch
    state: restore
    node: 10.0.0.4
    options:
      username: admin
      password: "{{ opensearch_password }}"
"""

RETURN = r"""
kind:
  description: The value of O(kind).
  type: str
  returned: success, and while the health check fails
phase:
  description: The value of O(phase).
  type: str
  returned: O(state=check)
node:
  description: The value of O(node).
  type: str
  returned: O(state=check)
safe:
  description: Whether the health check passes.
  type: bool
  returned: O(state=check)
role:
  description: The role of the node in its cluster, V(leader), V(follower), or V(unknown) while the cluster does not report one.
  type: str
  returned: O(state=check)
yield_to:
  description:
    - The nodes of O(due) that must be recycled before this node. Nodes that are down come first.
    - When the list is not empty the task succeeds, whatever RV(safe) is, because this node must not be recycled yet.
  type: list
  elements: str
  returned: O(state=check)
unsatisfiable:
  description: The blocking rules that cannot pass by waiting.
  type: list
  elements: str
  returned: O(state=check)
outage:
  description: Whether the cluster does not serve while the node is away. An override or a warning allows that.
  type: bool
  returned: O(state=check)
findings:
  description: The results of the rules, each with C(code), C(severity), which is V(ok), V(warn) or V(block), C(message) and C(hint).
  type: list
  elements: dict
  returned: O(state=check)
message:
  description: What the task changed.
  type: str
  returned: O(state=prepare) and O(state=restore)
exit_code:
  description: The exit code of the executable C(cluster-health), for example 2 for invalid options or overrides.
  type: int
  returned: failure of the executable, but not while the health check fails
code:
  description: A stable name of the error. For a health check that fails, the name of the rule.
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
