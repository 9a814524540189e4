import { permissionParser } from '../aws/target.ts';
import { either, list, object } from '../compound-parser.ts';
import { durationParser, FEDERATED_USER_NAMES_MAX, GRANTS_MAX } from '../grants/grant.ts';
import { docs } from '../json-schema.ts';
import { boolean, described, optional, type Parsed, string, titled } from '../parser.ts';
import { timestampParser } from './timestamp-parser.ts';

/** The shape of `aws s3control list-caller-access-grants`, and the identity of the caller. */
export type GrantsResponse = Parsed<typeof grantsResponseParser>;

/** The Region of a bucket in an answer. */
export const answeredRegionParser = described(
  string,
  docs('The Region of the bucket.', { examples: ['eu-central-1'] }),
);

/** The end of a grant in an answer. */
export const answeredEndParser = described(
  optional(timestampParser),
  docs('The end of the grant, in UTC. Its sessions end by then.', {
    examples: ['2026-12-31T18:00:00Z'],
  }),
);

const federatedUserNameParser = described(
  string,
  docs("The federated user of the caller's sessions. A revocation needs this name.", {
    examples: ['alice=GBj6bl0QSFgnt7'],
  }),
);

export const grantsResponseParser = titled(
  'Grants response',
  object({
    Caller: either(
      object({
        Arn: described(string, docs('The user or the session of a role.')),
        FederatedUserName: federatedUserNameParser,
      }),
      object({
        Issuer: described(string, docs('The claim iss of the token.')),
        Subject: described(string, docs('The claim sub of the token.')),
        FederatedUserName: federatedUserNameParser,
      }),
    ),
    CallerAccessGrantsList: described(
      list(
        object({
          GrantId: string,
          GrantScope: described(
            string,
            docs("The grant's scope with the caller's claims filled in.", {
              examples: ['s3://amzn-s3-demo-bucket/team-a/*'],
            }),
          ),
          Permission: permissionParser,
          CreateOnly: described(
            optional(boolean),
            docs('Whether the permission to write covers new keys only.', { default: false }),
          ),
          Region: answeredRegionParser,
          MaxDurationSeconds: durationParser,
          ValidUntil: answeredEndParser,
          FederatedUserNames: described(
            optional(list(string, 1, FEDERATED_USER_NAMES_MAX)),
            docs('The names that requests can have in Name.'),
          ),
          Console: described(
            optional(boolean),
            docs('Whether the grant gives sign-in links.', { default: false }),
          ),
        }),
        0,
        GRANTS_MAX,
      ),
      docs("The caller's grants, without those that need a claim that the caller's token lacks."),
    ),
  }),
);
