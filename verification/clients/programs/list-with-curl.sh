#!/bin/sh
# Lists the first key below the prefix with curl only. curl gets credentials with the AWS container variables, and signs the request
# to Amazon S3.
set -eu

# The hash of an empty body. Amazon S3 requires the header, and curl 7 does not send it.
# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
empty_sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

credentials=$(curl -sS --header "authorization: $(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")" \
  "$AWS_CONTAINER_CREDENTIALS_FULL_URI")
value() { printf '%s' "$credentials" | sed -nE "s/.*\"$1\":\"([^\"]+)\".*/\1/p"; }
if [ -z "$(value Token)" ]; then
  printf '%s\n' "$credentials" >&2
  exit 1
fi
prefix=$(printf '%s' "$2" | sed 's|/|%2F|g')
listing=$(printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' \
  "$(value AccessKeyId)" "$(value SecretAccessKey)" "$(value Token)" |
  curl -sS --fail --config - --aws-sigv4 "aws:amz:$AWS_REGION:s3" \
    --header "x-amz-content-sha256: $empty_sha256" \
    "$AWS_ENDPOINT_URL/$1?list-type=2&max-keys=1&prefix=$prefix")
printf '%s\n' "$listing" | sed -nE 's|.*<Key>([^<]+)</Key>.*|\1|p'
