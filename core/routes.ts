/** The API's routes, as API Gateway writes them: what the stack provisions is what the function answers. */
export const ROUTES = [
  'POST /federation-tokens',
  'GET /buckets/{bucket}/keys',
  'GET /grants',
] as const;

export type Route = (typeof ROUTES)[number];
