# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of the repository that contains the collection."""

from __future__ import annotations

import os
import pathlib

COLLECTION = pathlib.Path(__file__).resolve().parents[3]
REPOSITORY = COLLECTION.parent
NODE = REPOSITORY / 'node_modules' / '.bin' / 'node'
OLDEST = '2.16.19'


def ansible_folders():
    """
    The folders of Ansible's commands: of the pinned and the oldest ansible-core, or those in ESG_RECYCLER_ANSIBLE.

    :raises FileNotFoundError: if one of them does not exist
    """
    named = os.environ.get('ESG_RECYCLER_ANSIBLE')
    folders = [REPOSITORY / '.venv' / 'bin', REPOSITORY / '.cache' / 'ansible' / OLDEST / 'bin']
    folders = [pathlib.Path(name) for name in named.split(':')] if named else folders
    for folder in folders:
        if not (folder / 'ansible-playbook').exists():
            raise FileNotFoundError(f'{folder} has no ansible-playbook: run "node tools/ansible-matrix.mjs --make {OLDEST}"')
    return folders
