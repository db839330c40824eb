# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_plan
author: esg-recycler contributors (!UNKNOWN)
short_description: Check a cluster once for all instances of a plan
description:
  - Reads the cluster and its ports once, and reports for every instance that is to be recycled what stands against that.
    The playbook C(check) uses it; it changes nothing.
  - Every variable C(esg_recycle_…) is read from the variables of the hosts.
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
    description: Does the same.
    support: full
  diff_mode:
    description: There is nothing to show.
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
  description: What was found about each instance that is due.
  type: list
  elements: dict
  returned: success
  contains:
    ssi:
      description: The stateful instance.
      type: str
    host:
      description: Its name in the inventory.
      type: str
    connection:
      description: Whether Ansible could connect to it.
      type: dict
    closedPorts:
      description: The ports of other members that did not answer.
      type: list
      elements: dict
    health:
      description: The kind of the check, and its judgement.
      type: dict
"""
