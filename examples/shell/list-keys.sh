#!/bin/sh
# List the first keys under a prefix: sh examples/shell/list-keys.sh [BUCKET [PREFIX]]
set -eu

bucket=${1:-amzn-s3-demo-bucket}
prefix=${2:-home/alice/}
keys_shown=50

# Without credentials of its own the AWS CLI asks its default chain, which asks the broker. It fetches page after page.
listing=$(aws s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --max-items "$keys_shown" \
  --query 'Contents[].[join(`" => "`, [Key, ETag])]' --output text)
# In place of the pages that it left out it writes None.
printf '%s\n' "$listing" | sed '/^None$/d'
