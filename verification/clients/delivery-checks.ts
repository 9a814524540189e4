import { asksAgain, requestsOf } from './api-requests.ts';
import type { Bench } from './bench.ts';
import { outcomeOf } from './command.ts';
import { DELIVERY_CLIENTS, type DeliveryClient, type Way } from './deliveries.ts';
import { containerDelivery, processDelivery } from './delivery.ts';
import type { Lister } from './lister.ts';
import { Matrix } from './matrix.ts';
import { OutageProxy } from './outage-proxy.ts';
import { createPerson, type Person } from './people.ts';

/** The shortest session that STS issues. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const SHORT_SESSION_SECONDS = 900;

/**
 * How far AWS's clock is behind the clients' at first: their sessions end in 3 minutes, so that every SDK renews them when it
 * next needs them (boto3 from 15 minutes before the end, JavaScript and Ruby from 5). Signatures still hold, up to 15 minutes.
 */
export const BEHIND_SECONDS = 720;

/** How far AWS's clock then moves on at a time: after two steps the first sessions are over, and signatures hold at each. */
const STEP_SECONDS = 480;

/** Whose home nobody else reads. */
const STRANGER = 'home/bob/';

const STAGES = ['obtain', 'use', 'recover', 'renew', 'refused'] as const;

/** A client that has come by credentials in one way. */
interface Subject {
  readonly client: DeliveryClient;
  readonly way: Way;
  readonly person: Person;
  readonly label: string;
  readonly lister: Lister;
}

/** Each client in each way it knows: from the first credentials over an outage and a renewal to a refusal. */
export async function checkDeliveries(bench: Bench, print: (line: string) => void): Promise<void> {
  const matrix = new Matrix(STAGES, bench.report);
  const proxy = new OutageProxy(bench.broker.apiUrl('jwt'));
  await proxy.mend();
  const subjects = await startSubjects(bench, proxy.url, matrix);
  await checkOutage(bench, subjects, proxy, matrix);
  await checkRenewal(bench, subjects, matrix);
  await Promise.all(subjects.map(({ lister }) => lister.close()));
  await checkRefusals(bench, subjects, proxy.url, matrix);
  await proxy.cut();
  for (const line of matrix.lines()) {
    print(line);
  }
}

/** One after the other, as each has to start: on two processors they would keep one another waiting past their time limits. */
async function startSubjects(
  bench: Bench,
  apiUrl: string,
  matrix: Matrix,
): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const client of DELIVERY_CLIENTS) {
    const installed = (await outcomeOf(client.probe, bench.env)).succeeded;
    for (const way of Object.keys(client.refusals) as Way[]) {
      const label = `${client.name}, ${way}`;
      if (!installed) {
        matrix.skip(label, 'is not installed');
        continue;
      }
      const person = await createPerson(bench.broker, bench.folder, `person-${subjects.length}`);
      const lister = client.start(environmentOf(bench, way, person, apiUrl, person.home));
      const first = await lister.list(person.home);
      const asked = requestsOf(bench.broker, person.subject) > 0;
      matrix.check(label, 'obtain', asked, `no request in the API's access log: ${first}`);
      matrix.check(label, 'use', isListing(first, person), first);
      subjects.push({ client, way, person, label, lister });
    }
  }
  return subjects;
}

/** The sessions are about to end: who cannot renew them fails, or keeps what it has, until the broker is back. */
async function checkOutage(
  { broker }: Bench,
  subjects: readonly Subject[],
  proxy: OutageProxy,
  matrix: Matrix,
): Promise<void> {
  await proxy.cut();
  const meanwhile = await Promise.all(
    subjects.map(({ lister, person }) => lister.list(person.home)),
  );
  await proxy.mend();
  for (const [index, { client, label, lister, person }] of subjects.entries()) {
    const before = requestsOf(broker, person.subject);
    const during = meanwhile[index] ?? '';
    const after = await lister.list(person.home);
    const recovered =
      during.startsWith(client.meanwhile) &&
      isListing(after, person) &&
      (await asksAgain(broker, person.subject, before));
    matrix.check(label, 'recover', recovered, `meanwhile ${during}; then ${after}`);
  }
}

/** The first list makes a client renew; the second could not be had with the old session. */
async function checkRenewal(
  { broker, clock }: Bench,
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
    matrix.check(label, 'renew', renewed, `asked again: ${renewals[index]}; ${listing}`);
  }
}

async function checkRefusals(
  bench: Bench,
  subjects: readonly Subject[],
  apiUrl: string,
  matrix: Matrix,
): Promise<void> {
  await Promise.all(
    subjects.map(async ({ client, way, person, label }) => {
      const before = requestsOf(bench.broker, person.subject);
      const lister = client.start(environmentOf(bench, way, person, apiUrl, STRANGER));
      const refusal = await lister.list(STRANGER);
      await lister.close();
      const told = client.refusals[way] ?? '';
      const asked = requestsOf(bench.broker, person.subject) > before;
      const clear = asked && refusal.startsWith('error') && refusal.includes(told);
      matrix.check(label, 'refused', clear, `${refusal} (expected: ${told})`);
    }),
  );
}

function environmentOf(
  { env, fedbroker, folder }: Bench,
  way: Way,
  { tokenFile }: Person,
  apiUrl: string,
  prefix: string,
): NodeJS.ProcessEnv {
  const wanted = { apiUrl, tokenFile, prefix, durationSeconds: SHORT_SESSION_SECONDS };
  return way === 'container'
    ? { ...env, ...containerDelivery(wanted) }
    : // Its cache would hide what the SDKs do; it has checks of its own.
      { ...env, ...processDelivery(wanted, fedbroker, folder, '--no-cache') };
}

function isListing(line: string, { home }: Person): boolean {
  return line === `ok ${home}report-001.csv`;
}
