import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

test('a program prints no warning of the AWS SDK about the version of Node.js', async () => {
  const program = `
    import { S3Client } from '@aws-sdk/client-s3';
    import { runProgram } from './tools/program.ts';
    await runProgram(() => new S3Client({ region: 'us-east-1' }).destroy());
  `;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...env } = process.env;
  expect((await promisify(execFile)(process.execPath, args, { env })).stderr).toBe('');
});
