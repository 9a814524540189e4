/** Shows the cost of Node.js itself. */
export function handler(): Promise<{ readonly statusCode: number; readonly body: string }> {
  return Promise.resolve({ statusCode: 200, body: '{}' });
}
