#!/usr/bin/env node
import { portalCors } from './commands/portal-cors.ts';
import { review } from './commands/review.ts';
import { revoke } from './commands/revoke.ts';
import { start } from './commands/start.ts';
import { runProgram } from './program.ts';

const USAGE = `Tools for a CDK app that has a FederationBroker.

Usage: npx federation-broker COMMAND [options]

  start        run the broker of the app on this machine, with sample callers
  review       write a page to review before you deploy
  revoke       write a revocation, which ends live sessions with the next deployment
  portal-cors  print the CORS rules that the portal needs on buckets

COMMAND --help shows the options of a command.
`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void> | void>> = {
  start,
  review,
  revoke,
  'portal-cors': portalCors,
};

await runProgram(([name = '--help', ...args]) => {
  if (name === '--help') {
    console.log(USAGE);
    return undefined;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new Error(`There is no command "${name}". See npx federation-broker --help.`);
  }
  return command(args);
});
