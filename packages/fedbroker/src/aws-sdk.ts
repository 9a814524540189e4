/** The SDK's part of the client: nine tenths of its size, and needed only to sign. The bundler keeps it apart. */
export { defaultProvider } from '@aws-sdk/credential-provider-node';
export { getProfileName, loadSharedConfigFiles } from '@smithy/core/config';
export { Hash } from '@smithy/core/serde';
export { SignatureV4 } from '@smithy/signature-v4';
