import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { BUCKET } from './clients.ts';

/** The lifetime of a token. It is longer than a run, including the time by which the run advances the clock. */
const TOKEN_SECONDS = 43_200;

/**
 * A person with a token in a file and one object in their home folder. One of the sample grants gives each person access to
 * their own home folder.
 */
export interface Person {
  readonly subject: string;
  readonly home: string;
  readonly tokenFile: string;
}

/** @param folder where the token file is written */
export async function createPerson(
  { local, authentication }: RunningBroker,
  folder: string,
  subject: string,
): Promise<Person> {
  const jwt = authentication.find((kind) => kind.type === 'jwt');
  if (jwt === undefined) {
    throw new Error('The sample configuration has no callers with tokens.');
  }
  const issuer = await local.oidc.issuer(jwt.issuer);
  const claims = {
    sub: subject,
    [jwt.nameClaim]: subject,
    aud: jwt.audience[0],
    scope: jwt.scopes.join(' '),
  };
  const tokenFile = path.join(folder, `${subject}.jwt`);
  writeFileSync(tokenFile, await issuer.token(claims, { lifetimeSeconds: TOKEN_SECONDS }));
  const home = `home/${subject}/`;
  local.s3.putObject(BUCKET, `${home}report-001.csv`, Buffer.from('report,1\n'));
  return { subject, home, tokenFile };
}
