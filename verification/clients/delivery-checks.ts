import { asksAgain, requestsOf } from './api-requests.ts';
import { outcomeOf } from './command.ts';
import { DELIVERY_CLIENTS, type DeliveryClient, type DeliveryKind } from './deliveries.ts';
import { containerDelivery, processDelivery } from './delivery.ts';
import type { Lister } from './lister.ts';
import { Matrix } from './matrix.ts';
import { OutageProxy } from './outage-proxy.ts';
import { createPerson, type Person } from './people.ts';
import type { TestBed } from './test-bed.ts';

/** The shortest session that STS issues. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const SHORT_SESSION_SECONDS = 900;

/**
 * At first, the clock of AWS is this far behind the clients' clock, so the clients see sessions that end in 3 minutes. Every SDK
 * renews such a session at the next use: boto3 renews 15 minutes before the end, JavaScript and Ruby 5 minutes before it. AWS
 * accepts signatures whose time is up to 15 minutes wrong.
 */
export const BEHIND_SECONDS = 720;

/** The clock of AWS advances by this much twice. Then the first sessions have expired, but signatures are still accepted. */
const STEP_SECONDS = 480;

/** A home folder that none of the persons in this test may read. */
const STRANGER = 'home/bob/';

const STAGES = ['obtain', 'use', 'recover', 'renew', 'refused'] as const;

/** A client that gets its credentials in one way. */
interface Subject {
  readonly client: DeliveryClient;
  readonly kind: DeliveryKind;
  readonly person: Person;
  readonly label: string;
  readonly lister: Lister;
}

/** Checks the first credentials, an outage, a renewal and a refusal for each client and each way to deliver credentials. */
export async function checkDeliveries(
  testBed: TestBed,
  print: (line: string) => void,
): Promise<void> {
  const matrix = new Matrix(STAGES, testBed.report);
  const proxy = new OutageProxy(testBed.broker.apiUrl('jwt'));
  await proxy.start();
  const subjects = await startSubjects(testBed, proxy.url, matrix);
  await checkOutage(testBed, subjects, proxy, matrix);
  await checkRenewal(testBed, subjects, matrix);
  await Promise.all(subjects.map(({ lister }) => lister.close()));
  await checkRefusals(testBed, subjects, proxy.url, matrix);
  await proxy.stop();
  for (const line of matrix.lines()) {
    print(line);
  }
}

/** Starts one client after the other. On two processors, concurrent starts would exceed the clients' time limits. */
async function startSubjects(
  testBed: TestBed,
  apiUrl: string,
  matrix: Matrix,
): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const client of DELIVERY_CLIENTS) {
    const installed = (await outcomeOf(client.probe, testBed.env)).succeeded;
    for (const kind of Object.keys(client.refusals) as DeliveryKind[]) {
      const label = `${client.name}, ${kind}`;
      if (!installed) {
        matrix.skip(label, 'is not installed');
        continue;
      }
      const person = await createPerson(
        testBed.broker,
        testBed.folder,
        `person-${subjects.length}`,
      );
      const lister = client.start(environmentOf(testBed, kind, person, apiUrl, person.home));
      const first = await lister.list(person.home);
      const asked = requestsOf(testBed.broker, person.subject) > 0;
      matrix.check(label, 'obtain', asked, `no request in the API's access log: ${first}`);
      matrix.check(label, 'use', isListing(first, person), first);
      subjects.push({ client, kind, person, label, lister });
    }
  }
  return subjects;
}

/** During an outage near the end of a session, a client fails or keeps its credentials. It must recover after the outage. */
async function checkOutage(
  { broker }: TestBed,
  subjects: readonly Subject[],
  proxy: OutageProxy,
  matrix: Matrix,
): Promise<void> {
  await proxy.stop();
  const duringOutage = await Promise.all(
    subjects.map(({ lister, person }) => lister.list(person.home)),
  );
  await proxy.start();
  for (const [index, { client, label, lister, person }] of subjects.entries()) {
    const before = requestsOf(broker, person.subject);
    const during = duringOutage[index] ?? '';
    const after = await lister.list(person.home);
    const recovered =
      during.startsWith(client.duringOutage) &&
      isListing(after, person) &&
      (await asksAgain(broker, person.subject, before));
    matrix.check(label, 'recover', recovered, `during the outage: ${during}; afterwards: ${after}`);
  }
}

/** The first listing makes a client renew its session. The second listing works only with the new session. */
async function checkRenewal(
  { broker, clock }: TestBed,
  subjects: readonly Subject[],
  matrix: Matrix,
): Promise<void> {
  clock.advance(STEP_SECONDS);
  const renewals: boolean[] = [];
  for (const { lister, person } of subjects) {
    const before = requestsOf(broker, person.subject);
    await lister.list(person.home);
    renewals.push(await asksAgain(broker, person.subject, before));
  }
  clock.advance(STEP_SECONDS);
  for (const [index, { label, lister, person }] of subjects.entries()) {
    const listing = await lister.list(person.home);
    const renewed = renewals[index] === true && isListing(listing, person);
    matrix.check(label, 'renew', renewed, `sent a new request: ${renewals[index]}; ${listing}`);
  }
}

async function checkRefusals(
  testBed: TestBed,
  subjects: readonly Subject[],
  apiUrl: string,
  matrix: Matrix,
): Promise<void> {
  await Promise.all(
    subjects.map(async ({ client, kind, person, label }) => {
      const before = requestsOf(testBed.broker, person.subject);
      const lister = client.start(environmentOf(testBed, kind, person, apiUrl, STRANGER));
      const refusal = await lister.list(STRANGER);
      await lister.close();
      const expected = client.refusals[kind] ?? '';
      const asked = requestsOf(testBed.broker, person.subject) > before;
      const clear = asked && refusal.startsWith('error') && refusal.includes(expected);
      matrix.check(label, 'refused', clear, `${refusal} (expected: ${expected})`);
    }),
  );
}

function environmentOf(
  { env, fedbroker, folder }: TestBed,
  kind: DeliveryKind,
  { tokenFile }: Person,
  apiUrl: string,
  prefix: string,
): NodeJS.ProcessEnv {
  const wanted = { apiUrl, tokenFile, prefix, durationSeconds: SHORT_SESSION_SECONDS };
  return kind === 'container'
    ? { ...env, ...containerDelivery(wanted) }
    : // The cache of `fedbroker` would hide whether the SDKs renew. cached-profile.ts checks that cache.
      { ...env, ...processDelivery(wanted, fedbroker, folder, '--no-cache') };
}

function isListing(line: string, { home }: Person): boolean {
  return line === `ok ${home}report-001.csv`;
}
