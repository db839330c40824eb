# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select the groups and instances to list."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  filters:
    description:
      - Selects the instances to list, as a mapping. Every key must match. A list of values matches if one of them does.
      - C(id) is the ID of a group, C(name) a glob for its name, C(region) its region, and C(tag:KEY) the value of its tag C(KEY).
      - C(state) is the state of an instance, such as V(ACTIVE). An unknown state is an error.
      - C(image_drift) is whether the image of the instance differs from the image of its group.
      - The plugin does not request the instances of a group that the keys of groups exclude. It warns about a value that
        no stateful group has.
      - Values can be templates, here and in O(include_filters), O(exclude_filters) and O(regions).
    type: dict
    default: {}
    version_added: 0.1.0
  include_filters:
    description:
      - A list of mappings with the keys of O(filters). An instance is listed if O(filters) or one of these mappings matches.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  exclude_filters:
    description:
      - A list of mappings with the keys of O(filters). An instance is not listed if one of these mappings matches.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  regions:
    description: The regions of the groups to list. By default all regions.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
"""
