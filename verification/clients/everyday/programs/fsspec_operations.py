"""Runs one operation with fsspec and s3fs. Arguments: OPERATION BUCKET FOLDER ENDPOINT."""

import sys

import s3fs

operation, bucket, folder, endpoint = sys.argv[1:]
s3 = s3fs.S3FileSystem(profile="brokered", endpoint_url=endpoint)
base = f"{bucket}/{folder}"


def write():
    with s3.open(f"{base}/up.txt", "wb") as target, open("small.txt", "rb") as source:
        target.write(source.read())


{
    "ls": lambda: print(s3.ls(f"{base}/seed")),
    "put": lambda: s3.put_file("big.bin", f"{base}/up.bin"),
    "get": lambda: s3.get_file(f"{base}/seed/mid.bin", "down.bin"),
    "open": write,
    "mv": lambda: s3.mv(f"{base}/seed/to-move.txt", f"{base}/moved.txt"),
    "rm": lambda: s3.rm(f"{base}/seed/old", recursive=True),
}[operation]()
