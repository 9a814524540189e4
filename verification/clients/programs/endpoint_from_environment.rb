# frozen_string_literal: true

# For SDKs that do not read AWS_ENDPOINT_URL: `ruby -r` loads it before a program that knows nothing of it.

require 'aws-sdk-core'

Aws.config[:endpoint] = ENV.fetch('AWS_ENDPOINT_URL')
