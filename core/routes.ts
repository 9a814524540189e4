/** The routes of every API, as API Gateway writes them: what the stack provisions is what the function answers. */
export const ROUTES = [
  'POST /federation-tokens',
  'GET /buckets/{bucket}/keys',
  'GET /console',
  'GET /grants',
] as const;

/** AWS SDKs fetch container credentials with a token, and cannot sign for them. */
export const JWT_ROUTES = [...ROUTES, 'GET /credentials'] as const;

export type Route = (typeof JWT_ROUTES)[number];
