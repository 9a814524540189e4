/** The parts of the AWS SDK that the client uses. They are nine tenths of its size, so the bundler compiles them only on first use. */
export { defaultProvider } from '@aws-sdk/credential-provider-node';
export { getProfileName, loadSharedConfigFiles } from '@smithy/core/config';
export { Hash } from '@smithy/core/serde';
export { SignatureV4 } from '@smithy/signature-v4';
