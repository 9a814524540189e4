/** Formats ISO 8601 in whole seconds, which every AWS SDK can parse: `2026-01-02T03:04:05Z`. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
