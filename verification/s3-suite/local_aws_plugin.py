"""A pytest plugin that adapts ceph/s3-tests to the local AWS, and reports the result of each test as a line of JSON."""

import json
import os

import s3tests.functional as suite


def nuke_bucket(client, bucket):
    """Replaces the suite's cleanup, which lists object versions. The local S3 does not have them."""
    for page in client.get_paginator('list_objects_v2').paginate(Bucket=bucket):
        keys = [{'Key': entry['Key']} for entry in page.get('Contents', [])]
        if keys:
            client.delete_objects(Bucket=bucket, Delete={'Objects': keys, 'Quiet': True})
    client.delete_bucket(Bucket=bucket)


suite.nuke_bucket = nuke_bucket


def pytest_runtest_logreport(report):
    # pytest reports setup, call and teardown of each test. Only the call counts, unless the setup or the teardown fails.
    if report.when == 'call' or report.outcome != 'passed':
        name = report.nodeid.split('::')[-1]
        line = {'name': name, 'outcome': report.outcome, 'text': report.longreprtext}
        with open(os.environ['S3_SUITE_REPORT'], 'a', encoding='utf-8') as file:
            file.write(json.dumps(line) + '\n')
