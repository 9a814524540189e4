import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Connections stay open between requests; no single attempt waits longer than this for AWS. */
export const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
});
