import { NAME, type Section, type Setup } from './setup.ts';

/** A profile that renews its credentials. AWS's SDKs and tools read it. */
export function awsProfile({ credentialsCommand, region, s3Url, isLocal }: Setup): Section {
  return {
    place: 'Add to ~/.aws/config',
    lines: [
      `[profile ${NAME}]`,
      `credential_process = ${credentialsCommand} --format process`,
      `region = ${region}`,
      ...(isLocal ? [`endpoint_url = ${s3Url}`] : []),
      // Version 1 of the AWS CLI would sign links with version 2 in us-east-1. Most Regions refuse it.
      's3 =',
      '    signature_version = s3v4',
    ],
  };
}
