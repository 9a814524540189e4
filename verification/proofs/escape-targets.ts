import { formatTarget, includesTarget, type Target, targetParser } from '../../core/aws/target.ts';
import type { Claims } from '../../core/callers/claims.ts';
import { federatedUserNameOf } from '../../core/callers/federated-user-name.ts';
import { fillScope, type Scope, scopeParser } from '../../core/grants/scope.ts';
import { parse } from '../../core/parser.ts';
import { InvalidInput } from '../../core/problems.ts';
import { below, pick, type Random } from './random.ts';

/** A target that the broker accepts, and the ceiling's scope that it lies in. */
export interface GrantedTarget {
  readonly scope: Scope;
  readonly target: Target;
  /** If the scope contains claims: a target of another subject in the same scope. */
  readonly another?: Target;
}

const BUCKETS = ['amzn-s3-demo-bucket', 'amzn-s3-demo-bucket1', 'amzn-s3-demo.bucket'];

/** Ordinary and malicious names of folders and objects. */
const NAMES = [
  ...['team-a', 'team-ab', 'team-', 'team', 'Team-A', 'a', 'report.csv', 'home', '2026-11-21'],
  ...['?', 'team-?', '??', '$', '$$', 'a$', '*', 'team-*', '**', '\\*', '.*', '[a-z]+'],
  ...['\\', 'a\\b'],
  ...['^', '(a|b)', '"', "'", '","Resource":"', '&', '<', '#', ',', ';', '=', '@', '+', ' ', 'a b'],
  ...['%2F', '%2A', '%2e%2e', '%00', '&#47;', '&ast;', '\\u002a', '.', '..', '...', '.a', ''],
  ...['\u00a0', '\u00a1', '\u00bf', '\u00d7', '\u00e9', '\u00ff', '\u0100', '\u2044', '\uff0a'],
  ...['e\u0301', '\u{1f600}', '\ud800', '\u0000', '\t', '\n', '\r', '\u007f', '\u0085', '\u200b'],
  ...['arn:aws:s3:::', ':', 'a:b', 's3:', 'x'.repeat(200), 'x'.repeat(900), '?'.repeat(300)],
];

/** Names with braces. Only targets use them, because braces in a scope mean claims. */
const VARIABLES = [
  ...['${*}', '${?}', '${$}', '${aws:userid}', '${aws:username}', "${aws:username, '*'}", '$${*}'],
  ...['${', '}', '{sub}', '{*}', '${aws:PrincipalTag/team}', '${s3:prefix}', '$$${?}', '${aws'],
];

/** Further values of claims, in addition to the names and variables. */
const CLAIM_VALUES: readonly unknown[] = [
  ...['alice', 'bob', 'alic', 'alice ', 'alice=', 'a/b', '/', 'alice/', '/alice', '../bob', 'a*'],
  ...['{email}', '{sub}', '{}', 'alice@example.com', 'ALICE', '\u00e5lice', 'al\u00adice'],
  ...['\u2028', '\u202ealice', "o'brien", 42, true, null, ['alice'], { sub: 'alice' }, undefined],
];

/** Returns a federated user name for a random subject and display name. */
export function randomFederatedUserName(random: Random): string {
  const text = () => String(pick([...CLAIM_VALUES, ...NAMES, ...VARIABLES], random));
  const [subject, displayName] = [text(), text()];
  const issuer = 'https://id.example.com';
  return federatedUserNameOf({
    kind: 'jwt',
    authentication: 'jwt',
    issuer,
    subject,
    displayName,
    claims: {},
  });
}

/** @returns undefined if the broker refuses the input */
export function randomGrantedTarget(random: Random): GrantedTarget | undefined {
  const scope = accepted(() => parse(scopeParser, scopeText(random)));
  return scope === undefined
    ? undefined
    : scope.claims.length > 0
      ? byClaims(scope, random)
      : byRequest(scope, random);
}

function byClaims(scope: Scope, random: Random): GrantedTarget | undefined {
  const claims = randomClaims(random);
  const target = fillScope(scope, claims);
  const others = randomClaims(random);
  const isAnother = scope.claims.some((claim) => claims[claim] !== others[claim]);
  const another = isAnother ? fillScope(scope, others) : undefined;
  return target && { scope, target, ...(another === undefined ? {} : { another }) };
}

/** Returns a target that covers the whole scope or a part of the scope. */
function byRequest(scope: Scope, random: Random): GrantedTarget | undefined {
  const own = fillScope(scope, {});
  if (own === undefined || own.kind === 'object' || random() < 0.2) {
    return own && { scope, target: own };
  }
  const text = `${formatTarget(own).slice(0, -1)}${path([...NAMES, ...VARIABLES], random)}`;
  const target = accepted(() => parse(targetParser, text));
  return target && includesTarget(own, target) ? { scope, target } : undefined;
}

function accepted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) {
      return undefined;
    }
    throw error;
  }
}

function scopeText(random: Random): string {
  const names =
    random() < 0.4 ? [...NAMES, '{sub}', 'x-{email}', '{sub}.d', '{sub}{email}'] : NAMES;
  const claim = random() < 0.5 ? pick(['{sub}/', 'home/{sub}/', 'u{email}/{sub}/'], random) : '';
  const more = random() < 0.3 ? '*' : path(names, random);
  return `s3://${pick(BUCKETS, random)}/${claim}${more}`;
}

/** Returns a path of one to three names. Most paths are prefixes, some are keys of objects. */
function path(names: readonly string[], random: Random): string {
  const segments = Array.from({ length: 1 + below(3, random) }, () => segment(names, random));
  return `${segments.join('/')}${random() < 0.75 ? '/*' : ''}`;
}

function segment(names: readonly string[], random: Random): string {
  return random() < 0.7 ? pick(names, random) : `${pick(names, random)}${pick(names, random)}`;
}

function randomClaims(random: Random): Claims {
  const value = () => pick([...CLAIM_VALUES, ...NAMES, ...VARIABLES], random);
  return { sub: value(), email: value() };
}
