# frozen_string_literal: true

# Reads prefixes, one per line, and lists each. The process keeps running during renewals and outages.

require 'aws-sdk-s3'

$stdout.sync = true
client = nil
$stdin.each_line(chomp: true) do |prefix|
  client ||= Aws::S3::Client.new
  page = client.list_objects_v2(bucket: ARGV[0], prefix: prefix, max_keys: 1)
  puts "ok #{page.contents.first.key}"
rescue StandardError => e
  puts "error #{e.message.split.join(' ')}"
end
