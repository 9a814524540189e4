import { readFileSync } from 'node:fs';
import { sampleRehearsal } from '../../tools/deployer-policy/rehearsals.ts';
import { rehearse } from '../../tools/deployer-policy/rehearse.ts';
import { deployerPermissions } from './deployer-policy.ts';
import { testProof } from './proof.ts';

testProof(deployerPermissions);

/** The policy for another stack, made by the command in docs/deployment.md. */
function policyFor(stack: string): unknown {
  const text = readFileSync('docs/deployer-policy.json', 'utf8');
  return JSON.parse(text.replaceAll('FederationBroker', stack));
}

test('the first 25 characters of the longest stack name and a * match its shortened names', async () => {
  const stackName = 'LongestName'.repeat(11);
  const rehearsal = sampleRehearsal({ stackName });
  await rehearse(rehearsal, policyFor(`${stackName.slice(0, 25)}*`));
  await expect(rehearse(rehearsal, policyFor(stackName.slice(0, 26)))).rejects.toThrow(
    'is not authorized',
  );
});

test('with the policy for one stack, nobody can deploy another stack', async () => {
  const rehearsal = sampleRehearsal({ stackName: 'Other' });
  await expect(rehearse(rehearsal, policyFor('FederationBroker'))).rejects.toThrow(
    'is not authorized',
  );
});
