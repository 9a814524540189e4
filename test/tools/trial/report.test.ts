import { CannotTry } from '../../../tools/trial/aws-answers.ts';
import { type Claim, judge, notTried, type Outcome } from '../../../tools/trial/claim.ts';
import { CLAIMS } from '../../../tools/trial/claims.ts';
import { isProof, reportPage } from '../../../tools/trial/report.ts';
import { runClaims } from '../../../tools/trial/run-claims.ts';
import type { Trial } from '../../../tools/trial/trial.ts';

const claim = (id: string, tryIt: () => Promise<Outcome>): Claim => ({
  ...{ id, claim: `The sentence of ${id}`, command: 'aws a | b', try: tryIt },
});

const trial = (isLocal: boolean) => ({ account: { isLocal } }) as Trial;

async function verdictOf(tryIt: () => Promise<Outcome>, isLocal = false): Promise<Outcome> {
  const options = { isStopped: () => false, onResult: () => undefined };
  const [result] = await runClaims([claim('one', tryIt)], trial(isLocal), options);
  return result?.outcome as Outcome;
}

const failing = (error: Error) => () => Promise.reject(error);

test('an unexpected error refutes a claim, so that no failure looks like a success', async () => {
  expect(await verdictOf(failing(new Error('no network')))).toEqual({
    verdict: 'refuted',
    answer: 'unexpected: Error: no network',
  });
});

test('a claim that needs a missing operation is skipped on the local AWS, but refuted on AWS', async () => {
  const error = Object.assign(new Error('unknown'), { name: 'InvalidAction' });
  expect((await verdictOf(failing(error), true)).verdict).toBe('not tried');
  expect((await verdictOf(failing(error), false)).verdict).toBe('refuted');
});

test('a claim is not tried if an input that it needs is missing', async () => {
  expect(await verdictOf(failing(new CannotTry('no grant')))).toEqual(notTried('no grant'));
});

test('after an interruption, no further claim is tried', async () => {
  const attempts: string[] = [];
  const claims = ['one', 'two'].map((id) =>
    claim(id, async () => {
      attempts.push(id);
      return judge(true, 'yes');
    }),
  );
  const results = await runClaims(claims, trial(true), {
    isStopped: () => attempts.length > 0,
    onResult: () => undefined,
  });
  expect(attempts).toEqual(['one']);
  expect(results[1]?.outcome).toEqual(notTried('interrupted'));
});

test('the report counts the verdicts, and contains no account ID', () => {
  const results = [
    {
      claim: claim('a', async () => judge(true, '')),
      outcome: judge(true, 'arn:aws:iam::444455556666:user'),
    },
    { claim: claim('b', async () => judge(true, '')), outcome: judge(false, 'line\none') },
    { claim: claim('c', async () => judge(true, '')), outcome: notTried('needs a browser') },
  ];
  const header = {
    accountId: '444455556666',
    partition: 'aws',
    region: 'us-east-1',
    isLocal: false,
  };
  const page = reportPage({ ...header, subject: 'a stack', date: new Date(0) }, results);
  expect(page).toContain(
    '1 confirmed, 1 refuted, 1 not tried. Tried on a stack in AWS (partition aws)',
  );
  expect(page).toContain(
    '| `a` | confirmed | The sentence of a | arn:aws:iam::111122223333:user |',
  );
  expect(page).toContain('| `b` | **refuted** | The sentence of b | line one | `aws a \\| b` |');
  expect(page).not.toContain('444455556666');
});

test.each([
  ['one claim is confirmed and no other refuted', ['confirmed', 'not tried'], true],
  ['one claim is refuted', ['confirmed', 'refuted'], false],
  ['no claim was tried', ['not tried'], false],
  ['only a claim about the deletion is confirmed', ['not tried', 'deletion confirmed'], false],
])('whether a trial proves anything if %s', (_, verdicts, expected) => {
  const outcomes: Readonly<Record<string, Outcome>> = {
    refuted: judge(false, ''),
    'not tried': notTried(''),
  };
  const results = verdicts.map((verdict) => ({
    claim: {
      ...claim('a', async () => notTried('')),
      ...(verdict.startsWith('deletion') ? { afterDeletion: true as const } : {}),
    },
    outcome: outcomes[verdict] ?? judge(true, ''),
  }));
  expect(isProof(results)).toBe(expected);
});

test('each claim has a unique id, and its source, if any, is a page of AWS', () => {
  const ids = CLAIMS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, page } of CLAIMS) {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(page ?? 'https://docs.aws.amazon.com/').toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});
