# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the action plugin of this name does the work, on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
module: refresh_host
author: esg-recycler contributors (!UNKNOWN)
short_description: Update a host's variables from the inventory
description:
  - Reads the sources of the inventory again, and updates the inventory variables of this host that have changed since.
  - A recycle changes the id and the public address of the machine, and what is made of them, such as C(ansible_host) with
    O(esg_recycler.spotinst.spotinst_esg#inventory:connect_with) or C(ansible_aws_ssm_instance_id) in
    O(esg_recycler.spotinst.spotinst_esg#inventory:compose).
  - The host is found by the id of its instance, whatever the inventory calls it now. It keeps its name and its groups.
    C(esg_recycle_instance) and C(spotinst_id) say whose it is. In an inventory without them, all variables together do that
    were the id.
  - Several hosts that are the instance are refused with the code C(host-ambiguous), and nothing is updated.
  - Other hosts are left alone. Variables that take precedence over the inventory's, such as those of C(host_vars) files,
    still do.
  - A host that the inventory does not list any more keeps its variables, with a warning.
options:
  group:
    description: The id of the Elastigroup of the host. The inventory plugin asks for no other one, and from no cache.
    type: str
    required: true
  instance:
    description: The id of the stateful instance.
    type: str
    required: true
  address:
    description: The private address so far, for the result.
    type: str
attributes:
  check_mode:
    description: Does the same.
    support: full
  diff_mode:
    description: There is nothing to show.
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
  description: The names of the variables that were updated.
  type: list
  elements: str
  returned: success
address:
  description: The private address so far, as it was given.
  type: str
  returned: success
"""
