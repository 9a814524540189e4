import { faultyLines, leakedSecrets } from './leaked-secrets.ts';
import { testProof } from './proof.ts';
import { CANARIES } from './secrets/canaries.ts';
import { encodingsOf, leaksIn } from './secrets/leaks.ts';
import { cloudAssembly, tracesOfRunningBroker } from './secrets/running-broker.ts';

testProof(leakedSecrets);

test('no secret appears in the logs and refusals of a running broker, or in the output of its client', async () => {
  const { texts, secrets, delivered } = await tracesOfRunningBroker();
  expect(Object.values(secrets).filter((secret) => secret.length < 32)).toEqual([]);
  const found = Object.entries(texts).flatMap(([where, text]) =>
    leaksIn(text, secrets).map((name) => `${where} shows ${name}`),
  );
  expect(found).toEqual([]);
  expect(leaksIn(delivered, secrets)).toContain('signinToken');
  for (const [where, text] of Object.entries(texts)) {
    expect([where, text.length > 0]).toEqual([where, true]);
  }
  const ofFunctions = Object.entries(texts).filter(([where]) => /^log .*Function/.test(where));
  expect(ofFunctions.flatMap(([, text]) => faultyLines(text))).toEqual([]);
});

test('the credentials of the machine that synthesizes are not in the cloud assembly', async () => {
  const files = await cloudAssembly();
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['manifest.json', 'TestBroker.template.json']),
  );
  const found = Object.entries(files).filter(([, text]) => leaksIn(text, CANARIES).length > 0);
  expect(found.map(([name]) => name)).toEqual([]);
});

test.each(Object.entries(CANARIES))('the search finds %s in every encoding', (name, secret) => {
  for (const text of encodingsOf(secret)) {
    expect(leaksIn(`before ${text} after`, { [name]: secret })).toEqual([name]);
  }
  for (const offset of [0, 1, 2]) {
    const longer = Buffer.from(`${'x'.repeat(offset)}${secret}yz`);
    expect(leaksIn(longer.toString('base64'), { [name]: secret })).toEqual([name]);
    expect(leaksIn(longer.toString('base64url'), { [name]: secret })).toEqual([name]);
  }
});
