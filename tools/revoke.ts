import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EVERYBODY, type Revocation, revocationParser } from '../core/configuration/revocation.ts';
import { withRevocation } from '../core/configuration/revocation-list.ts';
import { parse } from '../core/parser.ts';
import { timestamp } from '../core/timestamp.ts';
import { readDeployment } from '../lib/deployment.ts';

const USAGE = `Ends the live sessions of a federated user with the next deployment.

Usage: npm run revoke -- NAME [options]
       npm run revoke -- --all [options]

  NAME                  the federated user: its name, its ARN or its user id, as CloudTrail and the audit events have them
  --all                 everybody
  --issued-before TIME  ends what was issued before this (default now), such as 2026-11-21T20:00:00Z
  --config FILE         the deployment's configuration (default federation-broker.json)
  --help                shows this
`;

/** Before the name, in an ARN and in a user id. */
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
    throw new Error('Give one NAME, or --all; --help says more.');
  }
  revoke(values.config, revocationOf(names[0], values['issued-before'], now), now);
}

/** Now is rounded up: a session issued in this very second is to end, too. */
function revocationOf(name = '', issuedBefore: string | undefined, now: Date): Revocation {
  const nextSecond = new Date(Math.ceil(now.getTime() / 1000) * 1000);
  const revocation = parse(revocationParser, {
    federatedUser: name.replace(NAME_PREFIX, ''),
    issuedBefore: issuedBefore ?? timestamp(nextSecond),
  });
  if (Date.parse(revocation.issuedBefore) > nextSecond.getTime()) {
    throw new Error('--issued-before: must not be in the future: sessions until then would fail.');
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
    `${configurationPath} ends the sessions of ${who} issued before ${current?.issuedBefore}.`,
  );
  for (const { federatedUser, issuedBefore } of pruned) {
    console.log(
      `Taken out: ${federatedUser} before ${issuedBefore}; all those sessions have expired.`,
    );
  }
  console.log(`
Before you deploy: ${
    isAll
      ? 'close the hole'
      : `end what lets ${who} in (the session at the identity provider, the role's sessions, or the grant)`
  }, or a new session is only a request away.
Then deploy, with the same configuration:

  npm run deploy -- -c config=${configurationPath}

It changes the policies of the broker user that deny, and nothing else. Sessions issued after ${current?.issuedBefore} go on.`);
}

try {
  main(process.argv.slice(2), new Date());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
