/** Milliseconds of real time, whatever clock the secrets' dates go by. */
const CHECK_INTERVAL_MS = 60_000;

export interface RotationTimer {
  close(): Promise<void>;
}

/** Calls `check` every minute until it is closed; does not keep the process alive by itself. */
export function startRotationTimer(
  check: () => Promise<unknown>,
  onError: (error: unknown) => void,
): RotationTimer {
  const timer = setInterval(() => void check().catch(onError), CHECK_INTERVAL_MS).unref();
  return { close: async () => clearInterval(timer) };
}
