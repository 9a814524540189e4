/** All attempts of one call together; what a step of the rotation may take counts on it. */
const CALL_MILLISECONDS = 8_000;

/** Options that end a call of an AWS client in time. */
export function timeLimit(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CALL_MILLISECONDS) };
}
