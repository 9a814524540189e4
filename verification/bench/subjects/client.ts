import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { bundleClient } from '../../../packages/fedbroker/build/bundle.ts';
import { ratio } from '../figure.ts';
import { type ProcessorTimer, processorTimer } from '../processor-time.ts';
import { shuffled } from '../shuffled.ts';
import { prepared, type Subject } from '../subject.ts';

/** Each round takes a quarter of a second. */
const ROUNDS = 32;

const PROGRAMS = ['client', 'emptyProgram'] as const;

const ONE_DAY_MILLISECONDS = 24 * 3_600_000;

/** The caller is a role whose credentials are in the environment. */
const CALLER = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIACALLER',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
};

/**
 * AWS SDKs run the client in each process that needs credentials, and usually the client finds them in its cache. The bench
 * measures the file that the client's npm package contains.
 */
export const client: Subject = {
  name: 'client',
  summary: '`fedbroker credentials` with the credentials in its cache',
  prepare: async ({ node, folder: parent }) => {
    const folder = path.join(parent, 'client');
    const commands = await writePrograms(folder);
    const timer = processorTimer(node, folder);
    const env = await fillCache(timer, folder, commands.client);
    return prepared({
      rounds: ROUNDS,
      round: async () => {
        const measured = { client: Number.NaN, emptyProgram: Number.NaN };
        for (const name of shuffled(PROGRAMS)) {
          measured[name] = await timer.timeOf(commands[name], env);
        }
        const { client, emptyProgram } = measured;
        return {
          client: { processorMilliseconds: client },
          emptyProgram: { processorMilliseconds: emptyProgram },
        };
      },
      figures: (rounds) => [
        {
          name: '`fedbroker credentials` from its cache, processor time ÷ an empty program',
          samples: rounds.map(({ client, emptyProgram }) =>
            ratio(client.processorMilliseconds, emptyProgram.processorMilliseconds),
          ),
          ...{ budget: 2.6, aim: 1.8, digits: 2 },
        },
      ],
    });
  },
};

/** @returns the arguments of Node.js for each program. Both programs are ES modules, as the client is when npm installs it */
async function writePrograms(folder: string) {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const emptyProgram = path.join(folder, 'empty.js');
  writeFileSync(emptyProgram, '');
  const program = path.join(folder, 'fedbroker.js');
  await bundleClient(program);
  return {
    client: [program, 'credentials', 's3://amzn-s3-demo-bucket/team-a/'],
    emptyProgram: [emptyProgram],
  };
}

/**
 * Fills the cache of the client from a broker that ends afterwards. A client that calls the broker again therefore fails.
 *
 * @returns the environment of the client
 */
async function fillCache(timer: ProcessorTimer, home: string, command: readonly string[]) {
  const broker = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ Credentials: issuedCredentials() }));
  });
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  const { port } = broker.address() as AddressInfo;
  const env = { ...CALLER, HOME: home, FEDBROKER_URL: `http://127.0.0.1:${port}` };
  try {
    await timer.timeOf(command, env);
  } finally {
    broker.close();
    broker.closeAllConnections();
  }
  return env;
}

function issuedCredentials() {
  return {
    AccessKeyId: 'ASIABENCH',
    SecretAccessKey: 'bench',
    SessionToken: 'session+token/'.repeat(50),
    Expiration: new Date(Date.now() + ONE_DAY_MILLISECONDS).toISOString(),
  };
}
