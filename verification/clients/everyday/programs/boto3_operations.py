"""Runs one operation with boto3. Arguments: OPERATION BUCKET FOLDER ENDPOINT."""

import sys
import urllib.request

import boto3

operation, bucket, folder, endpoint = sys.argv[1:]
s3 = boto3.Session(profile_name="brokered").client("s3", endpoint_url=endpoint)


def list_folder():
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{folder}/seed/")
    print(sum(len(page["Contents"]) for page in pages))


def upload():
    s3.upload_file("big.bin", bucket, f"{folder}/up.bin")


def download():
    s3.download_file(bucket, f"{folder}/seed/mid.bin", "down.bin")


def copy():
    s3.copy({"Bucket": bucket, "Key": f"{folder}/seed/mid.bin"}, bucket, f"{folder}/copy.bin")


def delete():
    keys = [f"{folder}/seed/old/one.txt", f"{folder}/seed/old/two.txt"]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    # S3 answers 200 even if it refuses some keys, and lists those keys in `Errors`.
    if "Errors" in answer:
        sys.exit(str(answer["Errors"]))


def presign():
    parameters = {"Bucket": bucket, "Key": f"{folder}/seed/small.txt"}
    url = s3.generate_presigned_url("get_object", Params=parameters)
    print(urllib.request.urlopen(url).read())


{
    "list": list_folder,
    "upload": upload,
    "download": download,
    "copy": copy,
    "delete": delete,
    "presign": presign,
}[operation]()
