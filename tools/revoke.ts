import { readDeployment } from '../lib/deployment.ts';
import { runProgram } from './program.ts';
import { revoke } from './revoke/revoke.ts';

await runProgram((args) =>
  revoke(args, {
    command: 'npm run revoke --',
    target: 'configuration of the deployment',
    fileOption: 'config',
    defaultFile: 'federation-broker.json',
    openFile: (path) => ({ path, read: () => readDeployment(path).configuration.revocations }),
    deployCommand: (path) => `npm run deploy -- -c config=${path}`,
  }),
);
