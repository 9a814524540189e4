import type { Authentication } from '../../core/configuration/authentication.ts';
import { checkExchange } from './api-contract.ts';

/**
 * Wraps `fetch`. A call to one of these APIs fails if the request or the answer does not follow `docs/openapi.json`.
 *
 * @param onAnswer gets each documented answer, such as `GET /grants 200`
 * @returns a function that restores `fetch`
 */
export function checkFetches(
  apiUrls: Readonly<Partial<Record<Authentication['type'], string>>>,
  onAnswer: (answer: string) => void = () => undefined,
): () => void {
  const originalFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await originalFetch(input, init);
    const url = String(input);
    for (const api of ['iam', 'jwt'] as const) {
      const base = apiUrls[api];
      if (base !== undefined && url.startsWith(`${base}/`)) {
        const answer = checkExchange({
          api,
          method: init?.method ?? 'GET',
          url: url.slice(base.length),
          requestBody: typeof init?.body === 'string' ? init.body : undefined,
          status: response.status,
          headers: response.headers,
          body: await response.clone().text(),
        });
        if (answer !== undefined) {
          onAnswer(answer);
        }
      }
    }
    return response;
  };
  return () => {
    globalThis.fetch = originalFetch;
  };
}
