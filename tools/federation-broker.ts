#!/usr/bin/env node
import { runProgram } from './program.ts';

const USAGE = `Tools for a CDK app that has a FederationBroker.

Usage: npx federation-broker COMMAND [options]

  start        run the broker of the app on this machine, with sample callers
  review       write a page to review before you deploy
  revoke       write a revocation, which ends live sessions with the next deployment
  portal-cors  print the CORS rules that the portal needs on buckets

COMMAND --help shows the options of a command.
`;

type Command = (args: readonly string[]) => Promise<void> | void;

/** Each command is loaded only when it runs, because the local AWS takes a second to load. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  review: async () => (await import('./commands/review.ts')).review,
  revoke: async () => (await import('./commands/revoke.ts')).revoke,
  'portal-cors': async () => (await import('./commands/portal-cors.ts')).portalCors,
};

await runProgram(async ([name = '--help', ...args]) => {
  if (name === '--help') {
    console.log(USAGE);
    return;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    throw new Error(`There is no command "${name}". See npx federation-broker --help.`);
  }
  const command = await load();
  await command(args);
});
