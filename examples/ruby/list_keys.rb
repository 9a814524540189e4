# frozen_string_literal: true

# bundle exec ruby list_keys.rb [BUCKET [PREFIX]]

require 'aws-sdk-s3'

KEYS_SHOWN = 50

bucket_name, prefix = ARGV
bucket_name ||= 'amzn-s3-demo-bucket'
prefix ||= 'home/alice/'

# Without credentials of its own the resource asks the default chain, which asks the broker and renews what it got.
bucket = Aws::S3::Resource.new.bucket(bucket_name)
# A collection asks for a page when it comes to it.
bucket.objects(prefix: prefix).limit(KEYS_SHOWN).each do |summary|
  puts "#{summary.key} => #{summary.etag}"
end
