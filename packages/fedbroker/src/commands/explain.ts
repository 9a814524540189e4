import { ApiClient } from '../api-client.ts';
import type { Invocation } from '../command-line.ts';
import { formatDuration } from '../duration.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../response-fields.ts';
import { type SessionRequest, sessionRequest } from '../session-request.ts';
import { visible } from '../terminal-text.ts';

/** In characters: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const POLICY_MAX_CHARACTERS = '2,048';

/** Returns `notGranted` if the request would be refused. Throws Failure. */
export async function explain({ operands, options }: Invocation, host: Host): Promise<ExitCode> {
  const request = await sessionRequest(operands, options);
  const api = await ApiClient.open(options, host);
  const body = { ...request, DryRun: true };
  const response = await api.call({ method: 'POST', path: '/federation-tokens', body });
  const explanation = fieldsOf(response, 'Decision');
  const lines = [
    ...decisionLines(explanation, request),
    ...(explanation.Policy === undefined ? [] : policyLines(explanation)),
  ];
  await host.stdout.write(`${lines.join('\n')}\n`);
  return isAllowed(explanation) ? EXIT.done : EXIT.notGranted;
}

function isAllowed(explanation: Fields): boolean {
  return textOf(explanation, 'Decision') === 'ALLOWED';
}

function decisionLines(explanation: Fields, request: SessionRequest): readonly string[] {
  const accesses = listOf(explanation, 'Accesses');
  const isSingle = accesses.length === 1;
  const { Message: message } = explanation;
  const reason =
    message ??
    (isSingle || isAllowed(explanation)
      ? undefined
      : 'one access has no grant, so the request gets nothing');
  const lines = accesses.flatMap((access) => {
    const [Target, Permission] = [textOf(access, 'Target'), textOf(access, 'Permission')];
    const asked = { ...request, Target, Permission };
    const [first, ...others] =
      access.GrantId === undefined
        ? missLines(access, asked)
        : [
            `${isAllowed(explanation) ? 'ALLOWED' : 'covered'} by the grant ${textOf(access, 'GrantId')}${endOf(access)}`,
          ];
    return [`${isSingle ? '' : `${asked.Permission} on ${asked.Target}: `}${first}`, ...others];
  });
  return [...(reason === undefined ? [] : [`REFUSED: ${reason}`]), ...lines].map(visible);
}

function endOf({ ValidUntil: end }: Fields): string {
  return end === undefined ? '' : `, which ends at ${end}`;
}

function policyLines(explanation: Fields): readonly string[] {
  const size = numberOf(explanation, 'PolicySize').toLocaleString('en-US');
  const tags = Array.isArray(explanation.Tags) ? listOf(explanation, 'Tags') : [];
  const { DurationSeconds: duration } = explanation;
  return [
    ...(typeof duration === 'number' ? [`Session: ${formatDuration(duration)}`] : []),
    ...tags.map((tag) => visible(`Tag: ${tag.Key} = ${tag.Value}`)),
    `Policy, ${size} of ${POLICY_MAX_CHARACTERS} characters:`,
    ...JSON.stringify(explanation.Policy, undefined, 2).split('\n').map(visible),
  ];
}

type Asked = Pick<SessionRequest, 'DurationSeconds' | 'Name'> & {
  readonly Target: string;
  readonly Permission: string;
};

function missLines(access: Fields, asked: Asked): readonly string[] {
  const misses = listOf(access, 'NearMisses').map((miss) => {
    const fails = Array.isArray(miss.Fails) ? miss.Fails.map(String) : [];
    return `  ${textOf(miss, 'GrantId')}: ${fails.map((fail) => wordsOf(fail, asked)).join('; ')}`;
  });
  return misses.length === 0
    ? ['REFUSED: you have no grants']
    : ['REFUSED: none of your grants allows it. The nearest grants:', ...misses];
}

/** A reason that only newer brokers send is shown by its name. */
function wordsOf(fail: string, { Target, Permission, DurationSeconds, Name }: Asked): string {
  const words: Readonly<Record<string, string>> = {
    claims:
      'your token lacks a claim that it needs, or a claim contains characters that are not allowed',
    scope: `does not cover ${Target}`,
    permission: `does not allow ${Permission}`,
    validUntil:
      DurationSeconds === undefined
        ? 'has ended, or ends in less than 15 minutes'
        : `ends in less than ${formatDuration(DurationSeconds)}`,
    duration: `does not allow ${formatDuration(DurationSeconds ?? 0)}`,
    createOnly: 'does not allow deleting objects',
    name: Name === undefined ? 'requires --name' : `does not allow the name ${Name}`,
  };
  return words[fail] ?? fail;
}
