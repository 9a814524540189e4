/** Milliseconds of the machine's clock, even if the secrets' dates use another clock. */
const CHECK_INTERVAL_MS = 60_000;

export interface RotationTimer {
  close(): Promise<void>;
}

/** Calls `check` every minute until you call `close`. The timer does not keep the process alive. */
export function startRotationTimer(
  check: () => Promise<unknown>,
  onError: (error: unknown) => void,
): RotationTimer {
  const timer = setInterval(() => void check().catch(onError), CHECK_INTERVAL_MS).unref();
  return { close: async () => clearInterval(timer) };
}
