/**
 * Makes a program of lines that a document shows from a stack's constructor, where `role` and `bucket` are a role and a bucket.
 * The program synthesizes the stack and deploys it to a local AWS.
 */
export function stackProgram(lines: string): string {
  const imports = lines.split('\n').filter((line) => line.startsWith('import '));
  const statements = lines.split('\n').filter((line) => !line.startsWith('import '));
  return `
import { App, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { startLocalAws } from 'local-aws';
${imports.join('\n')}

class ExampleStack extends Stack {
  constructor(app: App) {
    super(app, 'Example');
    const role = new Role(this, 'Role', { assumedBy: new AccountRootPrincipal() });
    const bucket = new Bucket(this, 'Bucket');
${statements.join('\n')}
  }
}

const app = new App();
new ExampleStack(app);
const aws = await startLocalAws();
await aws.deploy(app.synth().directory);
await aws.close();
`;
}

/** Type-checks and runs a program that imports the package by its own name. */
export function stackProgramCommands(file: string): string {
  return [
    'npm run --silent build:package',
    // The configuration of the repository's own sources, for this file alone.
    `printf '{"extends": "./tsconfig.json", "files": ["%s"], "include": []}' '${file}' > tsconfig.document.json`,
    'npx tsc --project tsconfig.document.json',
    `node --import tsx '${file}'`,
  ].join('\n');
}
