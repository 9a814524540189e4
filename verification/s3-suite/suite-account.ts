import { writeFileSync } from 'node:fs';
import type { AccessKey, LocalAws } from 'local-aws';

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
};

/** The users that the suite needs. They are all in the same account, because the local AWS has only one. */
const SECTIONS = ['s3 main', 's3 alt', 's3 tenant', 'iam', 'iam root', 'iam alt root'];

/** Creates the users, and writes the suite's configuration file. */
export function writeSuiteConfiguration(file: string, { identities, endpointUrl }: LocalAws): void {
  const head = [
    '[DEFAULT]',
    'host = localhost',
    `port = ${new URL(endpointUrl).port}`,
    'is_secure = False',
    'ssl_verify = False',
    '[fixtures]',
    'bucket prefix = s3-suite-{random}-',
  ];
  const sections = SECTIONS.map((section) => {
    const user = identities.users.create({ userName: section.replaceAll(' ', '-') });
    user.policies.putInline('S3', EVERYTHING);
    return sectionOf(section, user.accessKeys.create());
  });
  writeFileSync(file, [...head, ...sections, ''].join('\n'), { mode: 0o600 });
}

function sectionOf(section: string, { accessKeyId, secretAccessKey }: AccessKey): string {
  const id = section.replaceAll(' ', '-');
  return [
    `[${section}]`,
    `display_name = ${id}`,
    `user_id = ${id}`,
    `email = ${id}@example.com`,
    'tenant = ',
    'api_name = ',
    `access_key = ${accessKeyId}`,
    `secret_key = ${secretAccessKey}`,
  ].join('\n');
}
