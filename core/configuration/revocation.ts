import { MANAGED_POLICY_MAX_CHARACTERS, type PolicyDocument } from '../aws/policy-document.ts';
import { file, list, object } from '../compound-parser.ts';
import { matchesName } from '../grants/grant-matching.ts';
import { groupBy } from '../group-by.ts';
import { docs, schema } from '../json-schema.ts';
import { described, matching, type Parsed, type Parser, parse, titled } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';

/** Ends the sessions of one federated user, or of everybody, that were issued before a time. */
export type Revocation = Parsed<typeof revocationParser>;

export const EVERYBODY = '*';

/** Far more than the policies have room for. */
export const REVOCATIONS_MAX = 10_000;

/** IAM allows ten for a user, and one is the ceiling. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const POLICIES_MAX = 9;

const ANY_ACCOUNT = '111122223333';

/** Matches EVERYBODY, a name that the broker derives (captures its hash), or a name that a trusted program asks for. */
const FEDERATED_USER = /^(?:\*|[\w+,.@-]{1,17}=([\w-]{14})|[\w+,.@-]{2,32})$/;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const timeParser: Parser<string> = {
  read: (value, context) =>
    typeof value === 'string' && isTime(value)
      ? value
      : context.addProblem(`must be a time in UTC, 2026-11-21T20:00:00Z, was ${show(value)}`),
  schema: schema(() => ({ type: 'string', pattern: TIME.source })),
};

export const federatedUserParser: Parser<string> = matching(
  FEDERATED_USER,
  `a federated user, READABLE=HASH or 2 to 32 letters, digits or _+,.@-, or "${EVERYBODY}"`,
);

export const revocationParser = titled(
  'Revocation',
  object({
    federatedUser: described(
      federatedUserParser,
      docs('The name of the federated user, as in CloudTrail, or * for everybody.', {
        examples: ['alice=GBj6bl0QSFgnt7', 'User1'],
      }),
    ),
    issuedBefore: described(
      timeParser,
      docs('Sessions issued before this time end. In UTC.', { examples: ['2026-11-21T20:00:00Z'] }),
    ),
  }),
);

export const revocationsFileParser = file({
  revocations: described(
    list(revocationParser, 0, REVOCATIONS_MAX),
    docs('Federated users whose sessions end before they expire.'),
  ),
});

/** Reads `{"revocations": […]}`. Throws InvalidInput with all problems. */
export function parseRevocations(value: unknown): readonly Revocation[] {
  return parse(revocationsFileParser, value, 'the revocations file').revocations;
}

/**
 * Compiles policies for the broker user that deny everything to the revoked sessions. A session never has a permission that its
 * user lacks, so their next requests fail. The user itself is not affected, because requests with its long-term key have no
 * `aws:TokenIssueTime`.
 *
 * They match a derived name by its hash, because a claim can change the part before `=`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
 *
 * @param accountId may be a CloudFormation reference; it is used unchanged
 */
export function compileRevocations(
  revocations: readonly Revocation[],
  accountId: string,
): readonly PolicyDocument[] {
  return packed(revocations).map((part) => revocationPolicy(part, accountId));
}

/** Throws InvalidInput if the revocations need more policies than the user can have. */
export function checkRevocations(revocations: readonly Revocation[]): void {
  const { length } = packed(revocations);
  if (length > POLICIES_MAX) {
    throw new InvalidInput([
      `revocations: the ${revocations.length} entries need ${length} policies, and at most ${POLICIES_MAX} are possible; ` +
        'use the same "issuedBefore" in several entries, or write one entry for "*"',
    ]);
  }
}

/**
 * Warns about names without a hash that no grant lets a program ask for. Such a revocation ends a session only if a grant that
 * was removed since allowed the name.
 */
export function revocationWarnings(
  revocations: readonly Revocation[],
  requestable: readonly string[],
): readonly string[] {
  return revocations
    .filter(
      ({ federatedUser }) =>
        federatedUser !== EVERYBODY &&
        hashOf(federatedUser) === undefined &&
        !matchesName(requestable, federatedUser),
    )
    .map(
      ({ federatedUser }) =>
        `revocations: ${show(federatedUser)}: no grant lets a program ask for this name, so it probably ends no session: ` +
        'write the whole name of a person, as in alice=GBj6bl0QSFgnt7',
    );
}

/** Splits the revocations so that each part fits into one policy. Entries with the same time share a statement, so they stay together. */
function packed(revocations: readonly Revocation[]): readonly (readonly Revocation[])[] {
  const parts: Revocation[][] = [];
  for (const revocation of [...groupBy(revocations, issuedBefore).values()].flat()) {
    const last = parts.at(-1);
    if (last === undefined || sizeOf([...last, revocation]) > MANAGED_POLICY_MAX_CHARACTERS) {
      parts.push([revocation]);
    } else {
      last.push(revocation);
    }
  }
  return parts;
}

function sizeOf(revocations: readonly Revocation[]): number {
  return JSON.stringify(revocationPolicy(revocations, ANY_ACCOUNT)).length;
}

function revocationPolicy(revocations: readonly Revocation[], accountId: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [...groupBy(revocations, issuedBefore)].map(([time, ofTime]) => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        DateLessThan: { 'aws:TokenIssueTime': time },
        ...(ofTime.some(({ federatedUser }) => federatedUser === EVERYBODY)
          ? {}
          : { StringLike: { 'aws:userid': ofTime.map((each) => userIdPattern(each, accountId)) } }),
      },
    })),
  };
}

/** The hash in a name that the broker derives from an identity. Names that programs ask for have no hash. */
export function hashOf(federatedUser: string): string | undefined {
  return FEDERATED_USER.exec(federatedUser)?.[1];
}

function userIdPattern({ federatedUser }: Revocation, accountId: string): string {
  const hash = hashOf(federatedUser);
  return `${accountId}:${hash === undefined ? federatedUser : `*=${hash}`}`;
}

function issuedBefore(revocation: Revocation): string {
  return revocation.issuedBefore;
}

function isTime(text: string): boolean {
  const time = new Date(text);
  return (
    TIME.test(text) &&
    !Number.isNaN(time.getTime()) &&
    time.toISOString().startsWith(text.slice(0, -1))
  );
}
