/** The routes of each API, in the notation of API Gateway. The stack creates them, and the function answers them. */
export const ROUTES = [
  'POST /federation-tokens',
  'GET /buckets/{bucket}/keys',
  'GET /console',
  'GET /grants',
] as const;

/** AWS SDKs send a token, never a signature, when they fetch container credentials. */
export const JWT_ROUTES = [...ROUTES, 'GET /credentials'] as const;

export type Route = (typeof JWT_ROUTES)[number];

/** The routes of the portal. Everybody can call them, and they lead to a function that has no permissions. */
export const PORTAL_ROUTES = ['GET /', 'GET /portal/config.json', 'GET /portal/{file}'] as const;

export type PortalRoute = (typeof PORTAL_ROUTES)[number];
