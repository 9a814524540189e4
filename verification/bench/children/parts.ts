import { parseGrants } from '../../../core/grants/grant.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { matchSession } from '../../../core/grants/session-match.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../../core/policies/session-policy.ts';
import { parseTokenRequest } from '../../../core/requests/token-request.ts';
import type { FederationToken } from '../../../core/use-cases/ports.ts';
import { SessionCache } from '../../../core/use-cases/session-cache.ts';
import { auditLog } from '../../../lambda/adapters/audit-log.ts';
import { answerRequest, type BrokerDependencies } from '../../../lambda/adapters/broker-api.ts';
import { callerOf } from '../../../lambda/adapters/caller.ts';
import { jsonBody } from '../../../lambda/adapters/http-request.ts';
import { handler } from '../../../lambda/broker.ts';
import { readBrokerEnvironment } from '../../../lambda/environment.ts';
import { median } from '../median.ts';
import { grantsOfRoles, ISSUE } from '../requests.ts';
import { processorTime } from './processor-time.ts';
import { fail, report } from './report.ts';

/** Measures a warm issue and its parts in turns, in processor time. */

const ROUNDS = 15;
const CALLS = 300;
const WARM_UP = 3000;
const MICROSECONDS = 1000;

const { accountId, partition, region, apis } = readBrokerEnvironment();
const grants = indexGrants(parseGrants(grantsOfRoles(10)));
const clock = () => new Date();

/** Stands for the answer of STS, so that only the broker's own work is measured. */
const TOKEN: FederationToken = {
  credentials: {
    accessKeyId: 'ASIABENCH',
    secretAccessKey: 'bench',
    sessionToken: 'session+token/'.repeat(50),
    expiration: new Date('2026-12-31T00:00:00Z'),
  },
  federatedUser: { id: '111122223333:bench', arn: 'arn:aws:sts::111122223333:federated-user/b' },
  packedPolicySize: 6,
};

function notCalled(): never {
  throw new Error('An issue of credentials uses only STS.');
}

const withoutAws: BrokerDependencies = {
  ...{ accountId, partition, region, apis, grants, clock },
  tokens: { issue: () => Promise.resolve(TOKEN) },
  objectKeys: { list: notCalled },
  signInLinks: { create: notCalled },
  sessions: new SessionCache(),
  audit: auditLog,
};

const withoutAwsAndAudit: BrokerDependencies = {
  ...withoutAws,
  audit: { record: () => undefined },
};

const caller = callerOf(ISSUE, withoutAws);
const request = parseTokenRequest(jsonBody(ISSUE)).session;
const match = matchSession(grants, caller, request, clock());

const PARTS: Readonly<Record<string, () => unknown>> = {
  parseRequest: () => parseTokenRequest(jsonBody(ISSUE)),
  identifyCaller: () => callerOf(ISSUE, withoutAws),
  matchGrants: () => matchSession(grants, caller, request, clock()),
  sessionPolicy: () =>
    sessionPolicyText(
      compileSessionPolicy(request.accesses, partition),
      request.accesses,
      partition,
    ),
  allWithoutAwsAndAudit: () => answerRequest(ISSUE, withoutAwsAndAudit),
  allWithoutAws: () => answerRequest(ISSUE, withoutAws),
  wholeIssue: () => handler(ISSUE),
};

async function main(): Promise<void> {
  if (!match.covered) {
    throw new Error('No grant of the bench covers its request.');
  }
  const times = new Map(Object.keys(PARTS).map((name) => [name, [] as number[]]));
  for (const part of Object.values(PARTS)) {
    await processorTime(async () => part(), WARM_UP);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, part] of Object.entries(PARTS)) {
      times.get(name)?.push(await processorTime(async () => part(), CALLS));
    }
  }
  report(
    Object.fromEntries(
      [...times].map(([name, each]) => [`${name}Microseconds`, median(each) * MICROSECONDS]),
    ),
  );
}

main().catch(fail);
