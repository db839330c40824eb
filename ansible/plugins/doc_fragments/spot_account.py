# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options: which account is asked, and with which credentials."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  spotinst_account_id:
    description:
      - The Spot account, or a list of accounts.
      - May be vaulted or a template. Falls back to the environment, then to the profile in the credentials file.
    type: raw
    version_added: 0.1.0
    env:
      - name: SPOTINST_ACCOUNT_ID
      - name: SPOTINST_ACCOUNT
  spotinst_api_token:
    description:
      - The token for the Spot API.
      - May be vaulted or a template. Falls back to the environment, then to the profile in the credentials file.
    type: raw
    version_added: 0.1.0
    env:
      - name: SPOTINST_API_TOKEN
      - name: SPOTINST_TOKEN
  spotinst_profile:
    description:
      - The profile in the credentials file, C(default) unless it is set.
      - That file is C(~/.spotinst/credentials), or the one that E(SPOTINST_CREDENTIALS_FILE) names.
      - May be vaulted or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_PROFILE
      - name: SPOTINST_CREDENTIALS_PROFILE
  spotinst_api_url:
    description:
      - The base URL of the Spot API, C(https://api.spotinst.io) unless it is set.
      - May be vaulted or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_API_URL
      - name: SPOTINST_BASE_URL
  spotinst_timeout:
    description: How long one HTTP request may take, C(30s) unless it is set. A bare number means seconds.
    type: str
    version_added: 0.1.0
    env:
      - name: SPOTINST_TIMEOUT
  aws_profile:
    description:
      - The AWS profile that O(want_ec2_details) uses. By itself it causes no call.
      - May be vaulted or a template.
    type: str
    version_added: 0.1.0
    env:
      - name: AWS_PROFILE
      - name: AWS_DEFAULT_PROFILE
"""
