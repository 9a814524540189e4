/** An empty program, which shows the cost of starting Node.js. */
export function handler(): Promise<{ readonly statusCode: number; readonly body: string }> {
  return Promise.resolve({ statusCode: 200, body: '{}' });
}
