import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OidcIssuers } from '../../../packages/local-aws/src/oidc/oidc-issuers.ts';
import type { Template } from '../../../test/rotation/changed-assembly.ts';
import { synthesize } from '../../../tools/local/synthesize.ts';
import { gatewayTokens } from './gateway-check.ts';
import type { Judge } from './judgement.ts';
import { clock } from './stand-in-stack.ts';

const CONFIGURATION = 'verification/proofs/template-mutation/federation-broker.json';
/** Stands for each function's code, which never runs. */
const CODE = path.resolve('packages/local-aws/test/fixtures/functions/callback');

let synthesized: Promise<Template> | undefined;

/** Everything that mutants are made from and judged with, for as long as `use` takes; the template is synthesized once. */
export async function withBench<T>(
  use: (template: Template, judge: Judge) => Promise<T>,
): Promise<T> {
  synthesized ??= synthesizeTemplate();
  const template = await synthesized;
  const issuers = new OidcIssuers(clock);
  try {
    const folders = new Map(codeKeysOf(template).map((objectKey) => [objectKey, CODE]));
    return await use(template, { issuers, folders, tokens: await gatewayTokens(issuers) });
  } finally {
    await issuers.close();
  }
}

async function synthesizeTemplate(): Promise<Template> {
  const folder = mkdtempSync(path.join(tmpdir(), 'template-mutation-'));
  try {
    await synthesize(CONFIGURATION, folder);
    return JSON.parse(readFileSync(path.join(folder, 'MutatedBroker.template.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function codeKeysOf({ Resources }: Template): readonly string[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => (Properties.Code as { readonly S3Key: string }).S3Key);
}
