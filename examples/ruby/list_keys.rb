# frozen_string_literal: true

# bundle exec ruby list_keys.rb [BUCKET [PREFIX]]

require 'aws-sdk-s3'

KEYS_SHOWN = 50

bucket_name, prefix = ARGV
bucket_name ||= 'amzn-s3-demo-bucket'
prefix ||= 'home/alice/'

# The resource has no credentials of its own, so its default credential chain asks the broker and renews them.
bucket = Aws::S3::Resource.new.bucket(bucket_name)
# The collection fetches each page when the loop reaches it.
bucket.objects(prefix: prefix).limit(KEYS_SHOWN).each do |summary|
  puts "#{summary.key} => #{summary.etag}"
end
