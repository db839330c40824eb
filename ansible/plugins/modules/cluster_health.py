# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_health
author: esg-recycler contributors (!UNKNOWN)
short_description: Ask a cluster whether it is whole without a node, and prepare it for the node's leaving
description:
  - Judges a cluster by the named rules of its kind, from the controller, without touching it.
  - Fails while the gate is shut, and names every rule that stands, with its numbers.
  - A gate that can never open by itself is reported at once, not after O(timeout).
notes:
  - Every rule with its reason, whether it can be overridden, and the options of each kind are on the page C(docs/gates.md) of the
    project esg-recycler, from whose sources this collection is built. The collection itself does not hold it.
requirements:
  - Node 24 or newer on the controller
options:
  kind:
    description: What the cluster runs, V(zookeeper), V(kafka), V(etcd), V(redis), V(elasticsearch), V(opensearch), V(rabbitmq), or V(http), V(tcp), V(command) for anything else.
    type: str
    choices: [zookeeper, kafka, etcd, redis, elasticsearch, opensearch, rabbitmq, http, tcp, command]
    required: true
  state:
    description:
      - V(check) judges the cluster.
      - V(prepare) changes what must change for the node to leave. What was there is saved in the cluster itself.
      - V(restore) puts exactly that back. It can be repeated, and changes nothing where nothing was prepared.
    type: str
    choices: [check, prepare, restore]
    default: check
  phase:
    description: Whether the node is to leave, so that its own absence blocks nothing, or must be back.
    type: str
    choices: [before, after]
    default: before
  node:
    description: The address of the node, one of O(nodes).
    type: str
    required: true
  nodes:
    description: The addresses of all nodes of the cluster, as the controller reaches them. That one alone unless they are given.
    type: list
    elements: str
  expect:
    description: How many nodes the cluster has, paused ones included. As many as O(nodes) unless it is given.
    type: int
  due:
    description: The addresses of the nodes that are still to be recycled. Of these the leader goes last, see RV(yield_to).
    type: list
    elements: str
  options:
    description:
      - The options of the kind, passwords included. They are handed over on standard input.
      - Values of what is called a password, a passphrase, a secret, a token or a key, and those of C(headers), are secret. From
        ansible-core 2.22 on, Ansible replaces them in whatever it prints.
      - Which a kind takes is told where one is not right.
    type: dict
    default: {}
  overrides:
    description:
      - Rules that can never hold here, each with the reason why that is acceptable.
      - A mapping with C(rule) and C(reason), or C(RULE=REASON).
    type: list
    elements: raw
    default: []
  count:
    description: How many looks in a row must find the cluster well.
    type: int
    default: 1
  interval:
    description: How long between two looks, such as V(10s). A bare number means seconds.
    type: str
    default: 10s
  timeout:
    description: How long the gate may stay shut, such as V(1h). A bare number means seconds; V(0) looks once.
    type: str
    default: '0'
  stateful_instance_id:
    description: The instance behind the node, for events.
    type: str
attributes:
  check_mode:
    description: V(check) looks once; V(prepare) and V(restore) change nothing.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Wait until the ensemble is whole without this node
  esg_recycler.spotinst.cluster_health:
    kind: zookeeper
    node: 10.0.0.4
    nodes: [10.0.0.4, 10.0.0.5, 10.0.0.6]
    timeout: 10m

- name: Put back what an earlier recycle has changed
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
  description: What the cluster runs, as given in O(kind).
  type: str
  returned: success, and while the gate is shut
phase:
  description: Which question was asked, as given in O(phase).
  type: str
  returned: O(state=check)
node:
  description: The address of the node, as given in O(node).
  type: str
  returned: O(state=check)
safe:
  description: Whether the gate is open.
  type: bool
  returned: O(state=check)
role:
  description: What the node is in its cluster, V(leader), V(follower), or V(unknown), which is "not yet".
  type: str
  returned: O(state=check)
yield_to:
  description:
    - The nodes of O(due) that go before this one, those that do not serve first.
    - With any the task ends well, whatever RV(safe) says, for the node is not to be touched now.
  type: list
  elements: str
  returned: O(state=check)
unsatisfiable:
  description: The rules that stand and that no waiting heals.
  type: list
  elements: str
  returned: O(state=check)
outage:
  description: Whether the cluster does not serve while the node is away, which an override or a warning lets pass.
  type: bool
  returned: O(state=check)
findings:
  description: What was found, with the rule as C(code), its severity V(ok), V(warn) or V(block), and what to do.
  type: list
  elements: dict
  returned: O(state=check)
message:
  description: What was changed.
  type: str
  returned: O(state=prepare) and O(state=restore)
exit_code:
  description: That of the executable C(cluster-health), where it has told of an error, such as 2 for wrong options or overrides.
  type: int
  returned: failure, but not while the gate is shut
code:
  description: A stable name of what went wrong, that of a rule where one stands.
  type: str
  returned: failure
hint:
  description: What to do next.
  type: str
  returned: failure
"""
