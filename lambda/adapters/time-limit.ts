/** For all attempts of one call together. The time limit of a rotation step depends on it. */
const CALL_MILLISECONDS = 8_000;

/** Options for a call of an AWS client that abort it after the time limit. */
export function timeLimit(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CALL_MILLISECONDS) };
}
