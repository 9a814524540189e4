import { lookalikeRole } from '../../../../tools/trial/claims/lookalike-role.ts';
import type { Trial } from '../../../../tools/trial/trial.ts';

/** Tries the claim in an AWS IAM that answers CreateRole with this error, or that creates the role. */
async function tryWith(error?: string) {
  const sent: string[] = [];
  const iam = {
    async send({ constructor: { name } }: object) {
      sent.push(name);
      if (name === 'CreateRoleCommand' && error !== undefined) {
        throw Object.assign(new Error(error), { name: error, $metadata: {} });
      }
    },
  };
  const { verdict } = await lookalikeRole.try({ iam } as unknown as Trial);
  return { verdict, sent };
}

test.each([undefined, 'EntityAlreadyExistsException', 'EntityAlreadyExists'])(
  'IAM accepts a role that looks like that of a permission set if it creates it or has it already (%s), and the trial deletes it',
  async (error) => {
    expect(await tryWith(error)).toEqual({
      verdict: 'refuted',
      sent: ['CreateRoleCommand', 'DeleteRoleCommand'],
    });
  },
);

test('IAM refuses such a role if it answers with another error', async () => {
  expect(await tryWith('AccessDenied')).toEqual({
    verdict: 'confirmed',
    sent: ['CreateRoleCommand'],
  });
});
