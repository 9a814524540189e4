import { type RehearsedSettings, rehearsedAssembly } from './rehearsed-assembly.ts';

/** A deployment, or the deletion of the stack. */
export interface Operation {
  readonly title: string;
  /** The folder of the cloud assembly to deploy. Absent for the deletion. */
  readonly assembly?: string;
  /**
   * Whether the policy of the secret is deleted for this deployment, as docs/operations.md says for changes of `kmsKey` and
   * `tags`.
   */
  readonly withoutSecretPolicy?: boolean;
}

/** The life of one stack: its operations, in their order. */
export interface Rehearsal {
  readonly title: string;
  readonly operations: readonly Operation[];
}

export const REHEARSED_KEY =
  'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const ISSUER = { type: 'jwt', issuer: 'https://id.example.com', audience: 'federation-broker' };

const CERTIFICATES = 'arn:aws:acm:us-east-1:111122223333:certificate';

const DOMAIN = {
  domainName: 'broker.example.com',
  certificateArn: `${CERTIFICATES}/1234abcd-12ab-34cd-56ef-1234567890ab`,
};

const OTHER_CERTIFICATE = `${CERTIFICATES}/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;

const DELETION = { title: 'deletion' };

const GRANTS: RehearsedSettings = {
  configuration: {
    ceiling: [{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'READWRITE' }],
    revocations: [{ federatedUser: '*', issuedBefore: '2026-11-22T02:00:00Z' }],
  },
  moreGrants: [
    {
      id: 'auditors',
      grantee: { iam: 'role/Auditor' },
      scope: 's3://amzn-s3-demo-bucket/audit/*',
      permission: 'READ',
    },
  ],
};

const SETTINGS = {
  rotationDays: 7,
  throttle: { rateLimit: 5, burstLimit: 10 },
  logRetentionDays: 30,
  reservedConcurrency: 10,
  alarmTopic: 'arn:aws:sns:us-east-1:111122223333:alarms',
};

/** The configuration that the repository ships: a first deployment, every kind of update, and the deletion. */
export function shippedRehearsal(): Rehearsal {
  const shipped = (title: string, settings: RehearsedSettings = {}): Operation => ({
    title,
    assembly: rehearsedAssembly('federation-broker.json', settings),
  });
  const secretChanges = { tags: { team: 'storage' }, kmsKey: REHEARSED_KEY };
  const withIssuer = (issuer: object) => ({
    configuration: {
      ...secretChanges,
      authentication: [{ type: 'iam' }, { ...ISSUER, ...issuer }],
    },
  });
  return {
    title: 'the configuration that the repository ships',
    operations: [
      shipped('first deployment'),
      shipped('another grant, ceiling and revocation', GRANTS),
      shipped('other settings', { configuration: SETTINGS }),
      {
        ...shipped('tags and a KMS key', { configuration: secretChanges }),
        withoutSecretPolicy: true,
      },
      shipped('another API, with a custom domain name', withIssuer({ customDomain: DOMAIN })),
      shipped(
        'another audience, scopes, another certificate and a portal',
        withIssuer({
          audience: 'other',
          scopes: ['broker/call'],
          portal: { clientId: 'portal', token: 'access' },
          customDomain: { ...DOMAIN, certificateArn: OTHER_CERTIFICATE },
        }),
      ),
      { ...shipped('the first settings again'), withoutSecretPolicy: true },
      shipped('another scope of the broker user', { renamed: true }),
      DELETION,
    ],
  };
}

/**
 * `sample/`: a first deployment that already has two APIs, a KMS key, an alarm topic and tags, and the deletion.
 *
 * @param configuration fields to change
 */
export function sampleRehearsal(configuration: RehearsedSettings['configuration'] = {}): Rehearsal {
  return {
    title: 'sample/',
    operations: [
      {
        title: 'first deployment',
        assembly: rehearsedAssembly('sample/federation-broker.json', {
          configuration: { tags: { team: 'storage' }, ...configuration },
        }),
      },
      DELETION,
    ],
  };
}
