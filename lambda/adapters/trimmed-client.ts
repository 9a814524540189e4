interface AwsClient {
  readonly middlewareStack: { remove(step: string): boolean };
}

const UNUSED_STEPS = [
  // Copies each command and each answer for a logger, even if none is set. For a listing, it copies each key.
  'loggerMiddleware',
  // Builds the user agent for each request. The request handler has a constant one.
  'getUserAgentMiddleware',
];

/** Removes middleware of the SDK that the broker does not need, because it takes time in each request. */
export function trimClient<T extends AwsClient>(client: T): T {
  for (const step of UNUSED_STEPS) {
    client.middlewareStack.remove(step);
  }
  return client;
}
