/**
 * Replaces `@smithy/core/event-streams` in the bundles. In S3, only SelectObjectContent has event streams.
 *
 * The client imports the module when it meets an event stream. The import would keep whole folders of `@smithy/core` in the
 * bundle.
 */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}

/** The client calls it only for an operation with an event stream. */
export function eventStreamSerdeProvider(): never {
  throw new Error(
    'This bundle does not support event streams. See lambda/bundle/no-event-streams.ts.',
  );
}

export { eventStreamSerdeProvider as EventStreamSerde };
