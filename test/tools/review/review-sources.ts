import { App, type AppProps } from 'aws-cdk-lib';
import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import { InvalidInput } from '../../../core/problems.ts';
import type { Deployment } from '../../../lib/deployment.ts';
import { FederationBrokerStack } from '../../../lib/federation-broker-stack.ts';
import { Grants } from '../../../lib/grants.ts';
import { readBroker } from '../../../tools/assembly/synthesized-broker.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import type { Issuers } from '../../../tools/review/who.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any form
export type ChangeableTemplate = any;

export const KMS_KEY =
  'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Text that must appear literally on the page. */
export const HOSTILE =
  '</td><script>alert(1)</script> | `x` \\| **b** [a](https://example.com) <!-- &lt; $a$\n| forged | row |\u202e';

const CONFIGURATION = {
  stackName: 'TestBroker',
  authentication: [
    { type: 'iam' },
    {
      type: 'jwt',
      issuer: 'https://id.example.com',
      audience: 'federation-broker',
      scopes: ['federate'],
    },
  ],
  rotationDays: 7,
  throttle: { rateLimit: 20, burstLimit: 40 },
  logRetentionDays: 30,
  ceiling: [
    { scope: 's3://amzn-s3-demo-bucket/*', permission: 'READ' },
    { scope: 's3://amzn-s3-demo-bucket/people/*', permission: 'READWRITE', kmsKey: KMS_KEY },
    { scope: 's3://amzn-s3-demo-bucket1/*', permission: 'WRITE', bucketAccount: '444455556666' },
  ],
};

const GRANTS = [
  {
    id: 'team-a',
    grantee: { iam: 'role/TeamA' },
    scope: 's3://amzn-s3-demo-bucket/a|`b`/<script>/*',
    permission: 'READ',
    maxDurationSeconds: 129_600,
    federatedUserNames: ['User*'],
    description: HOSTILE,
  },
  {
    id: 'people',
    grantee: { jwt: { groups: 'a, b=c', sub: '*', email_verified: true } },
    scope: 's3://amzn-s3-demo-bucket/people/{sub}/*',
    permission: 'READWRITE',
    maxDurationSeconds: 5400,
    tags: { person: '{sub}' },
    kmsKey: KMS_KEY,
  },
  {
    id: 'auditor',
    grantee: { jwt: { email: 'auditor@example.com' } },
    scope: 's3://amzn-s3-demo-bucket/audit/*',
    permission: 'READ',
  },
];

/** A stack with both kinds of callers and every field that a grant can have. */
export function reviewSources(more: object = {}, context: AppProps['context'] = {}): ReviewSources {
  const deployment: Deployment = {
    configuration: parseConfiguration({ ...CONFIGURATION, ...more }),
    grants: Grants.fromText(JSON.stringify({ grants: GRANTS })),
  };
  const app = new App({ analyticsReporting: false, context });
  new FederationBrokerStack(app, deployment);
  return {
    ...readBroker(app.synth().directory),
    origin: 'Made for a test.',
  };
}

/** A statement that the stack does not have. */
export const STATEMENT = {
  Effect: 'Allow',
  Action: 's3:DeleteBucket',
  Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket' },
};

/** The page after one change of the template, or the problems for which it was refused. */
export function changedPage(
  sources: ReviewSources,
  change: (template: ChangeableTemplate) => void,
): string {
  const template = structuredClone(sources.template);
  change(template);
  try {
    return reviewPage({ ...sources, template });
  } catch (error) {
    if (error instanceof InvalidInput) {
      return error.message;
    }
    throw error;
  }
}

/** Authentications for tokens, from their names and issuers. The one without a name is called `jwt`. */
export function issuersOf(byName: Readonly<Record<string, string>>): Issuers {
  return new Map(
    Object.entries(byName).map(([name, issuer]) => [
      name,
      { type: 'jwt', issuer, audience: ['broker'], nameClaim: 'sub', scopes: [] },
    ]),
  );
}
