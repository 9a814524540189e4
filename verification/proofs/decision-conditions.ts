import type { ConditionJson } from './policy-case.ts';
import { below, pick, type Random } from './random.ts';

/** Condition operators that compare one kind of values, with condition keys and values of that kind. */
interface Kind {
  readonly operators: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'aws:userid': ['111122223333:Bob', '111122223333:*', 'AIDABROKER', 'AROATEAMA:alice', '*'],
  'AWS:UserName': ['Broker', 'broker', 'B*', '${aws:username}'],
  'aws:PrincipalType': ['User', 'FederatedUser', 'AssumedRole', '*User', '${aws:username}'],
  'aws:PrincipalAccount': ['111122223333', '${aws:ResourceAccount}'],
  'aws:ResourceAccount': ['111122223333', '444455556666', '${aws:PrincipalAccount}'],
  'aws:RequestedRegion': [
    'eu-central-1',
    'EU-CENTRAL-1',
    'eu-*',
    'us-east-1',
    'eu-central-?',
    '${aws:username}',
  ],
  'aws:PrincipalTag/team': [
    'team-a',
    'Team-A',
    'team-?',
    '${aws:username}',
    "${aws:username, 'x'}",
  ],
  'aws:UserAgent': ['*', 'boto3/*', 'boto3/${*}', '${*}/${*}', 'boto3/${?}', 'Boto3/${*}'],
  's3:prefix': ['', 'team-a/*', 'team-a/', '*', '${aws:PrincipalTag/team}/*', 'team-a/${*}'],
};

const ADDRESSES = [
  ...['203.0.113.0/24', '203.0.113.9', '203.0.113.9/32', '0.0.0.0/0', '2001:db8::/32', '::/0'],
  ...['2001:db8::1', '198.51.100.0/24'],
];

const DATES = [
  ...['2026-11-21T20:00:00Z', '2026-11-21', '2026-11-22', '2026-11-21T22:00:00+01:00'],
  ...['1795291200', '1795294800', '1900000000', '2020-01-01T00:00:01Z'],
];

/** `TEXTUAL` and the next kind occur twice as often as the others, because only they support variables and wildcards. */
const TEXTUAL: Kind = {
  operators: [
    ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
    ...['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ],
  values: TEXTS,
};

const NAMING: Kind = {
  operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  values: {
    'aws:PrincipalArn': [
      'arn:aws:iam::111122223333:user/Broker',
      'arn:aws:sts::111122223333:federated-user/*',
      'arn:aws:iam::*:role/*',
      'arn:*:*::111122223333:*',
      'arn:aws:iam::111122223333:user/${aws:username}',
      'arn:aws:iam::*:user/${aws:username}',
      'arn:aws:iam::*:role/${aws:PrincipalTag/team}',
    ],
  },
};

const KINDS: readonly Kind[] = [
  TEXTUAL,
  NAMING,
  {
    operators: ['IpAddress', 'NotIpAddress'],
    values: { 'aws:SourceIp': ADDRESSES },
  },
  {
    operators: [
      ...['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan'],
      'DateGreaterThanEquals',
    ],
    values: { 'aws:CurrentTime': DATES, 'aws:TokenIssueTime': DATES },
  },
  {
    operators: [
      ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
      ...['NumericGreaterThan', 'NumericGreaterThanEquals'],
    ],
    values: { 'aws:MultiFactorAuthAge': ['0', '10', '10.0', '3599', '3600', '-1'] },
  },
  {
    operators: ['Bool'],
    values: {
      'aws:SecureTransport': ['true', 'false', 'TRUE'],
      'aws:MultiFactorAuthPresent': ['true', 'false'],
      'aws:ViaAWSService': ['true', 'false'],
    },
  },
];

const TAG_KEYS = ['team', 'cost', 'Team', 't*'];

const KEYS_OF_NULL = ['aws:username', 'aws:TagKeys', 'aws:TokenIssueTime', 's3:prefix'];

/** Returns one or two conditions, with or without IfExists, ForAllValues and ForAnyValue. */
export function randomConditions(random: Random): ConditionJson {
  const some = Array.from({ length: 1 + below(2, random) }, () => randomCondition(random));
  return Object.fromEntries(some);
}

function randomCondition(random: Random): [operator: string, keys: ConditionJson[string]] {
  if (random() < 0.1) {
    return ['Null', { [pick(KEYS_OF_NULL, random)]: pick(['true', 'false'], random) }];
  }
  const ifExists = random() < 0.25 ? 'IfExists' : '';
  if (random() < 0.15) {
    const set = pick(['ForAllValues', 'ForAnyValue'], random);
    const operator = pick(TEXTUAL.operators, random);
    return [`${set}:${operator}${ifExists}`, { 'aws:TagKeys': randomValues(TAG_KEYS, random) }];
  }
  const { operators, values } = pick([...KINDS, TEXTUAL, NAMING], random);
  const [key, valuesOfKey] = pick(Object.entries(values), random);
  return [`${pick(operators, random)}${ifExists}`, { [key]: randomValues(valuesOfKey, random) }];
}

function randomValues(values: readonly string[], random: Random): string | readonly string[] {
  return random() < 0.6 ? pick(values, random) : [pick(values, random), pick(values, random)];
}
