# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options: which groups and instances are listed."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  filters:
    description:
      - Which instances to list, as a mapping. Every key must match, by its value or by one of a list of values.
      - C(id) is a group's id, C(name) a glob for its name, C(region) its region, C(tag:KEY) the value of its tag C(KEY).
      - C(state) is an instance's state, such as V(ACTIVE), and an error where there is none such.
      - C(image_drift) is whether its image is not the group's any more.
      - What a group's own keys leave out is not asked for. What no stateful group has is told in a warning.
      - Values may be templates, as those of the options below may.
    type: dict
    default: {}
    version_added: 0.1.0
  include_filters:
    description:
      - A list of such mappings. An instance is listed when O(filters) or any of these matches.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  exclude_filters:
    description:
      - A list of such mappings. An instance that any of these matches is not listed, whatever else does.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  regions:
    description: The regions whose groups are listed. All of them unless it is set.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
"""
