import { NAME, type Section, type Setup } from './setup.ts';

/**
 * Returns an AWS profile that renews its credentials by running `fedbroker`. The AWS CLI and the AWS SDKs read
 * profiles.
 */
export function awsProfile({ credentialsCommand, region, s3Url, isLocal }: Setup): Section {
  return {
    place: 'Add to ~/.aws/config',
    lines: [
      `[profile ${NAME}]`,
      `credential_process = ${credentialsCommand} --format process`,
      `region = ${region}`,
      ...(isLocal ? [`endpoint_url = ${s3Url}`] : []),
      // In us-east-1, version 1 of the AWS CLI presigns URLs with Signature Version 2, which most Regions refuse.
      's3 =',
      '    signature_version = s3v4',
    ],
  };
}
