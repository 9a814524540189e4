"""A pytest plugin with which ceph/s3-tests runs against the local AWS. It reports each test as a line of JSON."""

import json
import os

import s3tests.functional as suite


def nuke_bucket(client, bucket):
    """The suite's own cleanup lists versions, which the local S3 does not have."""
    for page in client.get_paginator('list_objects_v2').paginate(Bucket=bucket):
        keys = [{'Key': entry['Key']} for entry in page.get('Contents', [])]
        if keys:
            client.delete_objects(Bucket=bucket, Delete={'Objects': keys, 'Quiet': True})
    client.delete_bucket(Bucket=bucket)


suite.nuke_bucket = nuke_bucket


def pytest_runtest_logreport(report):
    # A test that passes has three reports. Only that of its call counts, unless its setup or cleanup fails.
    if report.when == 'call' or report.outcome != 'passed':
        name = report.nodeid.split('::')[-1]
        line = {'name': name, 'outcome': report.outcome, 'text': report.longreprtext}
        with open(os.environ['S3_SUITE_REPORT'], 'a', encoding='utf-8') as file:
            file.write(json.dumps(line) + '\n')
