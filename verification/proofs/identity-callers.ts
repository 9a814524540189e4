import type { CallerIdentity } from '../../core/callers/identity.ts';
import { permissionSetRoleName } from '../../core/grants/grantee.ts';
import { below, pick, type Random } from './random.ts';

type Claims = Readonly<Record<string, unknown>>;

export const PEOPLE = 'jwt';
export const WORKFLOWS = 'github';
const ISSUERS: Readonly<Record<string, string>> = {
  [PEOPLE]: 'https://id.example.com',
  [WORKFLOWS]: 'https://token.actions.githubusercontent.com',
};

export const SET = 'Engineer';
export const SUFFIX = '0123456789abcdef';
export const PINNED_ROLE = permissionSetRoleName(SET, SUFFIX);

/** Values of claims and session names, most of them hostile. */
const WORDS = [
  ...['alice', 'bob', 'Alice', 'alice2', 'alice@example.com', 'analysts', 'home', 'x'],
  ...[
    '.',
    '..',
    '*',
    '?',
    '$',
    '${aws:username}',
    '{sub}',
    '{sessionName}',
    '',
    ' ',
    '\\',
    '\u0000',
    '\u200b',
  ],
  ...[
    'é',
    'e\u0301',
    'ﬀ',
    '＊',
    '／',
    '__proto__',
    'constructor',
    'octo-org',
    'octo-repo',
    'octo-repository',
  ],
];

const JOINTS = ['', '', ':', '/', '|', '=', '=7C', '=3D', '%2F', '-', '@', '//', '/../'];

const SUBJECTS = [
  'repo:octo-org/octo-repo:ref:refs/heads/main',
  'repo:octo-org/octo-repo-evil:ref:refs/heads/main',
  'repo:octo-org/octo-repo:',
  'repo:octo-org/octo-repo',
  'repo:octo-org@123/octo-repo@456:ref:refs/heads/main',
  'auth0|1234',
  'auth0=7C1234',
];

export function randomText(random: Random): string {
  const kind = random();
  if (kind < 0.4) {
    return pick(['alice', 'bob'], random);
  }
  if (kind < 0.6) {
    return pick(SUBJECTS, random);
  }
  const words = Array.from({ length: 1 + below(2, random) }, () => pick(WORDS, random));
  return words.join(pick(JOINTS, random));
}

/** A value of a claim of any type. */
function randomValue(random: Random): unknown {
  const kind = random();
  if (kind < 0.7) {
    return randomText(random);
  }
  if (kind < 0.85) {
    return Array.from({ length: below(3, random) }, () => randomText(random));
  }
  return pick([true, false, 0, null, { sub: 'alice' }, ['analysts', 1], [['analysts']]], random);
}

export function randomCaller(random: Random): CallerIdentity {
  if (random() < 0.3) {
    const roleName = pick(
      [
        PINNED_ROLE,
        permissionSetRoleName(SET, 'fedcba9876543210'),
        permissionSetRoleName(`${SET}s`, SUFFIX),
        `${PINNED_ROLE}0`,
        PINNED_ROLE.toUpperCase(),
        SET,
        `${SET}_${SUFFIX}`,
      ],
      random,
    );
    return {
      kind: 'assumed-role',
      accountId: '111122223333',
      roleName,
      sessionName: pick(
        ['alice', 'bob', 'alice@example.com', 'a,b', 'bob=', '..', 'Alice'],
        random,
      ),
      arn: '',
    };
  }
  const authentication = pick([PEOPLE, WORKFLOWS], random);
  const claims = randomClaims(random);
  const subject = String(claims.sub);
  return {
    kind: 'jwt',
    authentication,
    issuer: String(ISSUERS[authentication]),
    subject,
    displayName: subject,
    claims,
  };
}

/** Some claims have names that look like a JSON Pointer, or that every object inherits. */
function randomClaims(random: Random): Claims {
  const entries: [string, unknown][] = [
    ['sub', random() < 0.9 ? randomText(random) : randomValue(random)],
  ];
  const add = (name: string, value: unknown) => {
    if (random() < 0.4) {
      entries.push([name, value]);
    }
  };
  add(
    'groups',
    random() < 0.5
      ? pick(['analysts', ['analysts'], ['x', 'analysts']], random)
      : randomValue(random),
  );
  add('team', randomValue(random));
  add('email_verified', pick([true, false, 'true', 1], random));
  add(
    'repository',
    pick(['octo-org/octo-repo', 'octo-org', 'octo-organ/x', randomText(random)], random),
  );
  add('/realm_access/roles', 'analysts');
  add('realm_access/roles', 'analysts');
  add('realm_access', {
    ...(random() < 0.7 ? { roles: random() < 0.5 ? ['analysts'] : randomValue(random) } : {}),
    ...(random() < 0.7 ? { team: randomValue(random) } : {}),
  });
  // JSON.parse makes an own property of `__proto__`, as it does for a token.
  const text = JSON.stringify(Object.fromEntries(entries)).replace(
    /\}$/,
    ',"__proto__":{"team":"alice","realm_access":{"team":"bob"}}}',
  );
  return random() < 0.1 ? JSON.parse(text) : Object.fromEntries(entries);
}
