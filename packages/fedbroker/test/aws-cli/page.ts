import { BEHAVIOURS } from './behaviours.ts';
import { SITUATIONS } from './situations.ts';

/** Returns the content of docs/aws-cli.md. */
export function awsCliPage(): string {
  return `# fedbroker beside the AWS CLI

<!-- npm run docs --workspace fedbroker writes this page from test/aws-cli. Do not edit it. -->

\`fedbroker\` finds AWS credentials, a region and a proxy as the AWS CLI does. This page shows what both do in the same situation. Tests
run \`fedbroker\` in each of them. \`npm run compare --workspace fedbroker\` runs the AWS CLI in the situations of the first table. The
table was checked with version 2.9.19, and for roles and web identities with version 1.45.11, because the former cannot use a stand-in
for AWS STS there.

## Who signs, and for which region

If a request is signed, the table shows the access key id and the region. Otherwise it shows the message. In all situations,
\`AWS_REGION\` is us-east-1 unless the situation says otherwise. A machine with a role has \`AWS_CONTAINER_CREDENTIALS_FULL_URI\`.

| | situation | AWS CLI | fedbroker |
|---|---|---|---|
${SITUATIONS.map(
  ({ title, awsCli, awsCliVersion1, fedbroker, reason }, index) =>
    `| ${index + 1} | ${title} | ${awsCli}${awsCliVersion1 === undefined ? '' : ` (version 1: ${awsCliVersion1})`} | ${
      awsCli === fedbroker ? 'the same' : fedbroker
    }${reason === undefined ? '' : `. *${reason}*`} |`,
).join('\n')}

## Everything else

What the AWS CLI does here was tried for proxies, home folders and exit codes. The rest comes from its documentation and source.

| | situation | AWS CLI | fedbroker | test |
|---|---|---|---|---|
${BEHAVIOURS.map(
  ({ title, awsCli, fedbroker, test: [file] }, index) =>
    `| ${SITUATIONS.length + index + 1} | ${title} | ${awsCli} | ${fedbroker} | [${file}](../test/${file}) |`,
).join('\n')}
`;
}
