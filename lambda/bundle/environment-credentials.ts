/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundles. Lambda passes credentials in environment variables, so the
 * functions do not need the rest of the credential chain, such as files, processes and metadata services.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
