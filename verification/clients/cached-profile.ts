import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { requestsOf } from './api-requests.ts';
import { BUCKET } from './clients.ts';
import { outcomeOf } from './command.ts';
import { BROKERED, processDelivery } from './delivery.ts';
import { createPerson } from './people.ts';
import type { TestBed } from './test-bed.ts';

const CHECKS = 2;

/** The AWS CLI runs its `credential_process` for every command, so `fedbroker` has to cache the credentials. */
export async function checkCachedProfile(testBed: TestBed): Promise<void> {
  const { broker, env, fedbroker, folder, report } = testBed;
  if (!(await outcomeOf(['aws', '--version'], env)).succeeded) {
    report.skip(`aws --profile ${BROKERED}`, 'the AWS CLI is not installed', CHECKS);
    return;
  }
  const { subject, home, tokenFile } = await createPerson(broker, folder, 'cached');
  const wanted = { apiUrl: broker.apiUrl('jwt'), tokenFile, prefix: home };
  const list = async (cacheFolder: string) => {
    const profile = processDelivery(wanted, fedbroker, cacheFolder);
    const command = ['aws', '--profile', BROKERED, 's3', 'ls', `s3://${BUCKET}/${home}`];
    const { succeeded, output } = await outcomeOf(command, { ...env, ...profile });
    return succeeded && output.includes('report-001.csv') ? 'listed' : output;
  };
  const freshFolder = () => mkdtempSync(path.join(folder, 'cache-'));

  const kept = freshFolder();
  const inTurn = [await list(kept), await list(kept)];
  const askedInTurn = requestsOf(broker, subject);
  report.check(
    `aws --profile ${BROKERED} calls the API only for the first of two commands`,
    askedInTurn === 1 && inTurn.every((outcome) => outcome === 'listed'),
    `${askedInTurn} requests; ${inTurn.join('; ')}`,
  );

  const shared = freshFolder();
  const atOnce = await Promise.all([list(shared), list(shared)]);
  const askedAtOnce = requestsOf(broker, subject) - askedInTurn;
  report.check(
    `aws --profile ${BROKERED} calls the API once for two concurrent commands`,
    askedAtOnce === 1 && atOnce.every((outcome) => outcome === 'listed'),
    `${askedAtOnce} requests; ${atOnce.join('; ')}`,
  );
}
