import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const argumentsFor = (program: string) => [
  ...['--import', 'tsx', '--input-type', 'module', '--eval'],
  `import { runProgram } from './tools/program.ts'; ${program}`,
];

test('a program prints no warning of the AWS SDK about the version of Node.js', async () => {
  const program = `
    import { S3Client } from '@aws-sdk/client-s3';
    await runProgram(() => new S3Client({ region: 'us-east-1' }).destroy());
  `;
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...env } = process.env;
  expect((await run(process.execPath, argumentsFor(program), { env })).stderr).toBe('');
});

test('a program that fails prints everything and ends, although a server that it has started still runs', async () => {
  const program = `
    import { createServer } from 'node:http';
    await runProgram(() => {
      createServer().listen(0, '127.0.0.1');
      console.log('x'.repeat(500_000));
      throw new Error('y'.repeat(500_000));
    });
  `;
  // Pipes take 64 KB at once.
  await expect(
    run(process.execPath, argumentsFor(program), { timeout: 20_000 }),
  ).rejects.toMatchObject({
    code: 1,
    stdout: `${'x'.repeat(500_000)}\n`,
    stderr: `${'y'.repeat(500_000)}\n`,
  });
});
