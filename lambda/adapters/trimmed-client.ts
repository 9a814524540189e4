interface AwsClient {
  readonly middlewareStack: { remove(step: string): boolean };
}

const SPARE_STEPS = [
  // Copies each command and each answer for a logger, where none is set, too: key by key of a listing.
  'loggerMiddleware',
  // Puts the user agent together, for each request anew: the request handler has a constant one.
  'getUserAgentMiddleware',
];

/** The AWS client, for the calls that most requests make: without the SDK's steps that they can spare. */
export function trimClient<T extends AwsClient>(client: T): T {
  for (const step of SPARE_STEPS) {
    client.middlewareStack.remove(step);
  }
  return client;
}
