import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { ISSUE } from '../requests.ts';
import { report } from './report.ts';

/** Loads the function in the folder that is its argument, and issues once: what a cold start does. */
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
