import { readFileSync } from 'node:fs';
import type { DeployerPolicy } from '../../tools/deployer-policy/policy.ts';
import { sampleRehearsal } from '../../tools/deployer-policy/rehearsals.ts';
import { rehearse } from '../../tools/deployer-policy/rehearse.ts';
import { deployerPermissions } from './deployer-policy.ts';
import { testProof } from './proof.ts';

testProof(deployerPermissions);

/** The policy for another stack, made by the command in docs/deployment.md. */
function policyFor(stack: string): DeployerPolicy {
  const text = readFileSync('docs/deployer-policy.json', 'utf8');
  return JSON.parse(text.replaceAll('FederationBroker', stack));
}

test('the first 25 characters of the longest stack name and a * match its shortened names', async () => {
  const stackName = 'LongestName'.repeat(10);
  const rehearsal = sampleRehearsal({ stackName });
  await rehearse(rehearsal, policyFor(`${stackName.slice(0, 25)}*`));
  await expect(rehearse(rehearsal, policyFor(stackName.slice(0, 26)))).rejects.toThrow(
    'is not authorized',
  );
});

test('the IAM actions reach only resources of the stack, pass roles only to Lambda, and give users only policies of the stack', () => {
  const { Statement } = policyFor('FederationBroker');
  const iam = 'arn:aws:iam::111122223333';
  const ownPolicies = `${iam}:policy/FederationBroker-*`;
  expect(
    Statement.filter(({ Action }) => Action.some((action) => action.startsWith('iam:'))).map(
      ({ Sid, Resource, Condition }) => [Sid, Resource, Condition],
    ),
  ).toEqual([
    [
      'PassRoles',
      `${iam}:role/FederationBroker-*`,
      { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ],
    ['Policies', ownPolicies, undefined],
    [
      'PoliciesOfUsers',
      `${iam}:user/FederationBroker-*`,
      { ArnLike: { 'iam:PolicyARN': ownPolicies } },
    ],
    ['Roles', `${iam}:role/FederationBroker-*`, undefined],
    ['Users', `${iam}:user/FederationBroker-*`, undefined],
    [
      'UsersWithBoundary',
      `${iam}:user/FederationBroker-*`,
      { ArnLike: { 'iam:PermissionsBoundary': ownPolicies } },
    ],
  ]);
  const actionsOf = (sid: string) => Statement.find(({ Sid }) => Sid === sid)?.Action;
  expect(actionsOf('UsersWithBoundary')).toEqual(['iam:CreateUser']);
  expect(actionsOf('Users')).not.toContain('iam:PutUserPolicy');
  expect(actionsOf('PassRoles')).toEqual(['iam:PassRole']);
});

test('with the policy for one stack, nobody can deploy another stack', async () => {
  const rehearsal = sampleRehearsal({ stackName: 'Other' });
  await expect(rehearse(rehearsal, policyFor('FederationBroker'))).rejects.toThrow(
    'is not authorized',
  );
});
