interface AwsClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The AWS client, without the step that copies each command and each answer for a logger: it does so where no logger is set,
 * too, key by key of a listing.
 */
export function withoutLogRecords<T extends AwsClient>(client: T): T {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
