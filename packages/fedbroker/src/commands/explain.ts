import { ApiClient } from '../api-client.ts';
import type { Invocation } from '../command-line.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../response-fields.ts';
import { formatTarget, parseTarget } from '../target.ts';
import { visible } from '../terminal-text.ts';

/** In characters: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const POLICY_MAX_CHARACTERS = '2,048';

interface DryRun {
  readonly Target: string;
  readonly Permission: string;
  readonly DurationSeconds?: number;
  readonly Name?: string;
  readonly DryRun: true;
}

/** Returns `notGranted` if the request would be refused. Throws Failure. */
export async function explain(
  { operands: [target = ''], options }: Invocation,
  host: Host,
): Promise<ExitCode> {
  const request: DryRun = {
    Target: formatTarget(parseTarget(target)),
    Permission: options.permission ?? 'READ',
    DurationSeconds: options.duration === undefined ? undefined : parseDuration(options.duration),
    Name: options.name,
    DryRun: true,
  };
  const api = await ApiClient.open(options, host);
  const response = await api.call({ method: 'POST', path: '/federation-tokens', body: request });
  const explanation = fieldsOf(response, 'Decision');
  const isAllowed = textOf(explanation, 'Decision') === 'ALLOWED';
  const lines =
    explanation.GrantId === undefined
      ? missLines(explanation, request)
      : grantLines(explanation, isAllowed);
  await host.stdout.write(`${lines.join('\n')}\n`);
  return isAllowed ? EXIT.done : EXIT.notGranted;
}

function grantLines(explanation: Fields, isAllowed: boolean): readonly string[] {
  const grant = visible(textOf(explanation, 'GrantId'));
  const size = numberOf(explanation, 'PolicySize').toLocaleString('en-US');
  const tags = Array.isArray(explanation.Tags) ? listOf(explanation, 'Tags') : [];
  return [
    isAllowed
      ? `ALLOWED by the grant ${grant}`
      : `REFUSED: the grant ${grant} allows it, but its policy or a tag is too long for STS`,
    ...tags.map((tag) => `Tag: ${visible(`${tag.Key} = ${tag.Value}`)}`),
    `Policy, ${size} of ${POLICY_MAX_CHARACTERS} characters:`,
    ...JSON.stringify(explanation.Policy, undefined, 2).split('\n').map(visible),
  ];
}

function missLines(explanation: Fields, request: DryRun): readonly string[] {
  const misses = listOf(explanation, 'NearMisses').map((miss) => {
    const fails = Array.isArray(miss.Fails) ? miss.Fails.map(String) : [];
    const words = fails.map((fail) => wordsOf(fail, request)).join('; ');
    return visible(`  ${textOf(miss, 'GrantId')}: ${words}`);
  });
  return misses.length === 0
    ? ['REFUSED: you have no grants']
    : ['REFUSED: none of your grants allows it. The nearest grants:', ...misses];
}

/** A reason that only newer brokers send is shown by its name. */
function wordsOf(fail: string, { Target, Permission, DurationSeconds, Name }: DryRun): string {
  const words: Readonly<Record<string, string>> = {
    claims:
      'your token lacks a claim that it needs, or a claim contains characters that are not allowed',
    scope: `does not cover ${Target}`,
    permission: `does not allow ${Permission}`,
    duration: `does not allow ${formatDuration(DurationSeconds ?? 0)}`,
    name: Name === undefined ? 'requires --name' : `does not allow the name ${Name}`,
  };
  return words[fail] ?? fail;
}
