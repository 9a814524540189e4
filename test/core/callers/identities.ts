import fc from 'fast-check';
import { parseIamCaller } from '../../../core/callers/iam-caller.ts';
import type { CallerIdentity } from '../../../core/callers/identity.ts';
import { parseJwtCaller } from '../../../core/callers/jwt-caller.ts';
import { ACCOUNT } from '../fixtures.ts';
import { tokenOf } from './jwt-tokens.ts';

/** Only a few names, so that different callers often have the same name. */
const name = fc.constantFrom('alice', 'Alice', 'bob', 'TeamA', 'alice=', 'role', 'a,b');
const issuer = fc.constantFrom('https://issuer.example.com', 'https://other.example.com');
const path = fc.constantFrom('', 'teams/', 'teams/alice/');
const subject = fc.oneof(
  name,
  fc.constantFrom('user/alice', 'arn:aws:iam::111122223333:user/alice', '["user"]', 'alice"'),
);

/** A caller, and the parts of its identity. */
export interface Person {
  readonly caller: CallerIdentity;
  readonly who: readonly string[];
}

const user = fc
  .tuple(path, name)
  .map(([folder, userName]) =>
    personOf(
      parseIamCaller(`arn:aws:iam::${ACCOUNT}:user/${folder}${userName}`, ACCOUNT, 'aws'),
      'user',
      userName,
    ),
  );

const session = fc
  .tuple(name, name)
  .map(([role, sessionName]) =>
    personOf(
      parseIamCaller(`arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${sessionName}`, ACCOUNT, 'aws'),
      'assumed-role',
      role,
      sessionName,
    ),
  );

const holder = fc
  .tuple(issuer, subject, name)
  .map(([iss, sub, nickname]) =>
    personOf(
      parseJwtCaller(
        tokenOf({ iss, sub, aud: 'broker', nickname }),
        { iss, sub, aud: 'broker' },
        { apiId: 'jwt-api', issuer: iss, audience: ['broker'], nameClaim: 'nickname' },
      ),
      'jwt',
      iss,
      sub,
    ),
  );

export const person: fc.Arbitrary<Person> = fc.oneof(user, session, holder);

function personOf(caller: CallerIdentity | undefined, ...who: readonly string[]): Person {
  if (caller === undefined) {
    throw new Error(`no caller: ${who.join()}`);
  }
  return { caller, who };
}
