import type { BrokerEvent } from '../../lambda/adapters/broker-api.ts';

/** A session of the role in the benchmark's first grant. */
export const CALLER_ARN = 'arn:aws:sts::111122223333:assumed-role/Bench/alice';

/** @param count the number of grants. The first one belongs to the caller, the others to other roles */
export function grantsOfRoles(count: number): { readonly grants: readonly object[] } {
  return {
    grants: Array.from({ length: count }, (_, number) => ({
      id: `grant-${number}`,
      grantee: { iam: number === 0 ? 'role/Bench' : `role/Role${number}` },
      scope:
        number === 0 ? 's3://amzn-s3-demo-bucket/team-a/*' : `s3://amzn-s3-demo-bucket/${number}/*`,
      permission: 'READ',
    })),
  };
}

export const API_ID = 'bench';

const REQUEST_CONTEXT = {
  requestId: 'bench',
  apiId: API_ID,
  authorizer: { iam: { userArn: CALLER_ARN } },
};

export const ISSUE: BrokerEvent = {
  routeKey: 'POST /federation-tokens',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ Target: 's3://amzn-s3-demo-bucket/team-a/*', Permission: 'READ' }),
  isBase64Encoded: false,
  requestContext: REQUEST_CONTEXT,
};

/** @param query further query parameters. The prefix is always present */
export function listing(query: Readonly<Record<string, string>> = {}): BrokerEvent {
  return {
    routeKey: 'GET /buckets/{bucket}/keys',
    rawQueryString: String(new URLSearchParams({ prefix: 'team-a/', ...query })),
    pathParameters: { bucket: 'amzn-s3-demo-bucket' },
    headers: {},
    isBase64Encoded: false,
    requestContext: REQUEST_CONTEXT,
  };
}
