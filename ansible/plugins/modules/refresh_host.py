# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only. The action plugin of the same name runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: refresh_host
author: esg-recycler contributors (!UNKNOWN)
short_description: Update the inventory variables of a host
version_added: 0.1.0
description:
  - Reads the inventory sources again, and updates the inventory variables of this host that have changed.
  - A recycle changes the instance ID and the public address of the machine. It also changes every variable that depends on
    them, such as C(ansible_host) with O(esg_recycler.spotinst.spotinst_esg#inventory:connect_with), or
    C(ansible_aws_ssm_instance_id) in O(esg_recycler.spotinst.spotinst_esg#inventory:compose).
  - The module finds the host by the ID of its stateful instance. It compares C(esg_recycle_instance) and C(spotinst_id).
    In an inventory without these variables, it compares every variable whose value was that ID. The host keeps its name
    and its groups.
  - When several hosts have that ID, the module fails with the code C(host-ambiguous) and updates nothing.
  - The variables of other hosts do not change. Variables of higher precedence, such as those of C(host_vars) files, still
    apply.
  - A host that is no longer in the inventory keeps its variables. The module prints a warning.
options:
  group:
    description: The ID of the Elastigroup of the host. The inventory plugin requests only this group, and ignores its caches.
    type: str
    required: true
  instance:
    description: The ID of the stateful instance.
    type: str
    required: true
  address:
    description: The private address before the update. The module returns it unchanged.
    type: str
attributes:
  check_mode:
    description: Updates the variables in check mode too.
    support: full
  diff_mode:
    description: The module returns no diff.
    support: none
"""

EXAMPLES = r"""
- name: Update the variables of the host
  esg_recycler.spotinst.refresh_host:
    group: sig-12345678
    instance: ssi-12345678
"""

RETURN = r"""
variables:
  description: The names of the updated variables.
  type: list
  elements: str
  returned: success
address:
  description: The value of O(address).
  type: str
  returned: success
"""
