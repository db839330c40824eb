"""Drives a Spot API with the vendor's own client and prints what each call returned as JSON.

Usage: SPOTINST_TOKEN=... vendor-client.py BASE_URL ACCOUNT GROUP RECYCLE_SSI PAUSE_SSI RESUME_SSI IMAGE
"""

import json
import os
import sys

from spotinst_sdk2 import SpotinstSession
from spotinst_sdk2.client import SpotinstClientException
from spotinst_sdk2.models.elastigroup.aws import Compute, Elastigroup, LaunchSpecification


def main(base_url, account, group, recycle_ssi, pause_ssi, resume_ssi, image):
    session = SpotinstSession(auth_token=os.environ["SPOTINST_TOKEN"], account_id=account, base_url=base_url)
    client = session.client("elastigroup_aws")
    update = Elastigroup(compute=Compute(launch_specification=LaunchSpecification(image_id=image)))
    results = {
        "groups": client.get_elastigroups(),
        "group": client.get_elastigroup(group),
        "active": client.get_elastigroup_active_instances(group),
        "updated": client.update_elastigroup(update, group),
        "stateful": client.get_stateful_instances(group),
        "recycled": client.recycle_stateful_instance(group, recycle_ssi),
        "resumed": client.resume_stateful_instance(group, resume_ssi),
        "paused": client.pause_stateful_instance(group, pause_ssi),
    }
    try:
        client.recycle_stateful_instance(group, "ssi-unknown")
    except SpotinstClientException as error:
        results["refused"] = error.message
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
