import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EVERYBODY, type Revocation, revocationParser } from '../core/configuration/revocation.ts';
import { withRevocation } from '../core/configuration/revocation-list.ts';
import { parse } from '../core/parser.ts';
import { timestamp } from '../core/timestamp.ts';
import { readDeployment } from '../lib/deployment.ts';

const USAGE = `Writes a revocation to the configuration. The next deployment then ends the live sessions of a federated user.

Usage: npm run revoke -- NAME [options]
       npm run revoke -- --all [options]

  NAME                  the federated user: the name, ARN or user id that CloudTrail and the audit events show
  --all                 end the sessions of all federated users
  --issued-before TIME  end the sessions issued before this time (default: now), such as 2026-11-21T20:00:00Z
  --config FILE         the configuration of the deployment (default federation-broker.json)
  --help                show this help
`;

/** What stands before the name in an ARN and in a user id. */
const NAME_PREFIX = /^(?:arn:[a-z-]+:sts::\d{12}:federated-user\/|\d{12}:)/;

function main(args: readonly string[], now: Date): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      'issued-before': { type: 'string' },
      config: { type: 'string', default: 'federation-broker.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const names = values.all ? [EVERYBODY, ...positionals] : positionals;
  if (names.length !== 1) {
    throw new Error('Give one NAME or --all. See --help.');
  }
  revoke(values.config, revocationOf(names[0], values['issued-before'], now), now);
}

/** Rounds the current time up, because a session issued in the current second must end, too. */
function revocationOf(name = '', issuedBefore: string | undefined, now: Date): Revocation {
  const nextSecond = new Date(Math.ceil(now.getTime() / 1000) * 1000);
  const revocation = parse(revocationParser, {
    federatedUser: name.replace(NAME_PREFIX, ''),
    issuedBefore: issuedBefore ?? timestamp(nextSecond),
  });
  if (Date.parse(revocation.issuedBefore) > nextSecond.getTime()) {
    throw new Error(
      '--issued-before: must not be in the future, because sessions issued until then would fail.',
    );
  }
  return revocation;
}

function revoke(configurationPath: string, added: Revocation, now: Date): void {
  const { configuration } = readDeployment(configurationPath);
  const { revocations, pruned } = withRevocation(configuration.revocations, added, now);
  const before = readFileSync(configurationPath, 'utf8');
  writeFileSync(
    configurationPath,
    `${JSON.stringify({ ...JSON.parse(before), revocations }, null, 2)}\n`,
  );
  try {
    readDeployment(configurationPath);
  } catch (error) {
    writeFileSync(configurationPath, before);
    throw error;
  }
  report(configurationPath, revocations, added, pruned);
}

function report(
  configurationPath: string,
  revocations: readonly Revocation[],
  added: Revocation,
  pruned: readonly Revocation[],
): void {
  const isAll = added.federatedUser === EVERYBODY;
  const who = isAll ? 'everybody' : added.federatedUser;
  const current = revocations.find(({ federatedUser }) => federatedUser === added.federatedUser);
  console.log(
    `${configurationPath} now revokes the sessions of ${who} issued before ${current?.issuedBefore}.`,
  );
  for (const { federatedUser, issuedBefore } of pruned) {
    console.log(
      `Removed the revocation of ${federatedUser} before ${issuedBefore}: all those sessions have expired.`,
    );
  }
  console.log(`
First ${
    isAll
      ? 'close the hole through which the credentials leaked'
      : `end what lets ${who} in: the session at the identity provider, the sessions of the role, or the grant`
  }. Otherwise one request gets a new session.
Then deploy with the same configuration:

  npm run deploy -- -c config=${configurationPath}

The deployment changes only the policies of the broker user that deny. Sessions issued after ${current?.issuedBefore} keep working.`);
}

try {
  main(process.argv.slice(2), new Date());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
