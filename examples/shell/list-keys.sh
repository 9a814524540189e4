#!/bin/sh
# Lists the first keys under a prefix: sh examples/shell/list-keys.sh [BUCKET [PREFIX]]
set -eu

bucket=${1:-amzn-s3-demo-bucket}
prefix=${2:-home/alice/}
keys_shown=50

# The AWS CLI has no credentials of its own, so its default credential chain asks the broker.
listing=$(aws s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --max-items "$keys_shown" \
  --query 'Contents[].[join(`" => "`, [Key, ETag])]' --output text)
# When there are more keys, the AWS CLI adds a line that says None.
printf '%s\n' "$listing" | sed '/^None$/d'
