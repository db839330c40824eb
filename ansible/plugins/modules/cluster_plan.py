# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_plan
author: esg-recycler contributors (!UNKNOWN)
short_description: Check a cluster once for all instances of a plan
version_added: 0.1.0
description:
  - Reads the cluster and its ports once, and reports for every instance of the plan what blocks its recycle.
  - The playbook C(check) uses it. It changes nothing.
  - It reads every variable C(esg_recycle_…) from the variables of the hosts.
requirements:
  - Node 22.16 or newer on the controller
options:
  cluster:
    description: The name of the cluster.
    type: str
    required: true
  members:
    description: Every instance of the cluster, each with C(ssi) and C(address).
    type: list
    elements: dict
    required: true
  due:
    description: The instances to recycle, each with C(ssi) and C(phase), which is C(before) or C(after).
    type: list
    elements: dict
    required: true
attributes:
  check_mode:
    description: Runs the same checks.
    support: full
  diff_mode:
    description: The module changes nothing.
    support: none
"""

EXAMPLES = r"""
- name: Check the cluster
  esg_recycler.spotinst.cluster_plan:
    cluster: kafka
    members: [{ssi: ssi-1, address: 10.0.0.1}, {ssi: ssi-2, address: 10.0.0.2}]
    due: [{ssi: ssi-1, phase: before}]
  run_once: true
"""

RETURN = r"""
instances:
  description: The result for every instance in O(due).
  type: list
  elements: dict
  returned: success
  contains:
    ssi:
      description: The ID of the stateful instance.
      type: str
    host:
      description: The inventory name of its host.
      type: str
    connection:
      description: Whether Ansible can connect to the host.
      type: dict
    closedPorts:
      description: The ports of the other members that do not accept connections.
      type: list
      elements: dict
    health:
      description: The kind of the health check and its result.
      type: dict
"""
