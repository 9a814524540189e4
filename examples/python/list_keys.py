"""List the first keys under a prefix: python3 examples/python/list_keys.py [BUCKET [PREFIX]]"""

import sys

import boto3

KEYS_SHOWN = 50


def main(bucket="amzn-s3-demo-bucket", prefix="home/alice/"):
    # The client has no credentials of its own, so its default credential chain asks the broker and renews them.
    s3 = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, PaginationConfig={"MaxItems": KEYS_SHOWN}
    )
    for page in pages:
        for s3_object in page.get("Contents", []):
            print(f"{s3_object['Key']} => {s3_object['ETag']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
