# frozen_string_literal: true

# For SDKs that do not read AWS_ENDPOINT_URL. `ruby -r` loads this file before the program.

require 'aws-sdk-core'

Aws.config[:endpoint] = ENV.fetch('AWS_ENDPOINT_URL')
