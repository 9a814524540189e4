"""Reads prefixes, one per line, and lists each. The process keeps running during renewals and outages."""

import sys

import boto3

client = None
for line in sys.stdin:
    try:
        client = client or boto3.client("s3")
        page = client.list_objects_v2(Bucket=sys.argv[1], Prefix=line.strip(), MaxKeys=1)
        print("ok", page["Contents"][0]["Key"], flush=True)
    except Exception as error:
        print("error", " ".join(str(error).split()), flush=True)
