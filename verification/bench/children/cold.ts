import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { ISSUE } from '../requests.ts';
import { report } from './report.ts';

/** Imitates a cold start: loads the function from the folder in the program's argument, and issues credentials once. */
const folder = process.argv[2] ?? '';
const start = performance.now();
const { handler } = createRequire(`${folder}/`)('./index.js');
const loaded = performance.now();
handler(ISSUE).then(({ statusCode, body }: { statusCode: number; body: string }) => {
  const issued = performance.now();
  if (statusCode !== 200) {
    throw new Error(body);
  }
  report({ loadMilliseconds: loaded - start, issueMilliseconds: issued - start });
});
