/**
 * Stands in for `@smithy/core/event-streams`: of S3, only SelectObjectContent has event streams.
 *
 * The client's protocol imports the module when it meets one, and that import alone would keep whole folders of
 * `@smithy/core` in the bundle.
 */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}

/** The client keeps it, and calls it for an operation with an event stream. */
export function eventStreamSerdeProvider(): never {
  throw new Error('The bundle has no event streams: see lambda/bundle/no-event-streams.ts.');
}

export { eventStreamSerdeProvider as EventStreamSerde };
