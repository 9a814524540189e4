import { readDeployment } from '../lib/deployment.ts';
import { runProgram } from './program.ts';
import { revoke } from './revoke/revoke.ts';
import { shellWord } from './shell-word.ts';

await runProgram((args) =>
  revoke(args, {
    command: 'npm run revoke --',
    target: 'configuration of the deployment',
    fileOption: 'config',
    defaultFile: 'federation-broker.json',
    openFile: (path) => ({ path, read: () => readDeployment(path).configuration.revocations }),
    requestableNames: (path) =>
      readDeployment(path).grants.parsed.flatMap(
        ({ federatedUserNames = [] }) => federatedUserNames,
      ),
    deployment: (path) => {
      const context = `-c ${shellWord(`config=${path}`)}`;
      return {
        diff: `npx cdk diff ${context}`,
        deploy: `npm run deploy -- ${context} --require-approval never`,
      };
    },
  }),
);
