/**
 * Stands in for `@aws-sdk/credential-provider-node`: Lambda hands a function its credentials in environment variables,
 * so the files, processes, sign-ins and metadata services of the whole chain would be loaded for nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
