import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { LocalDeployer } from '../../tools/deployer-policy/local-deployer.ts';
import {
  type DeployerPolicy,
  deployerPolicy,
  statementIdOf,
} from '../../tools/deployer-policy/policy.ts';
import { sampleRehearsal, shippedRehearsal } from '../../tools/deployer-policy/rehearsals.ts';
import { type RehearsedOperation, rehearse } from '../../tools/deployer-policy/rehearse.ts';
import type { Proof } from './proof.ts';

const POLICY_FILE = 'docs/deployer-policy.json';

/** More than the policy has. */
const ALL_ACTIONS = 200;

/** An action of one statement of the policy. */
interface PolicyAction {
  readonly sid: string;
  readonly action: string;
}

/**
 * Rehearses the stack's life with exactly this policy. Then removes one action at a time, and runs the first operation that
 * needs this action: IAM must deny it. The control counts these denials, so a local AWS that asks for no permission fails.
 */
export const deployerPermissions: Proof = {
  property:
    'the policy of deployers suffices for every deployment, and none of its actions can be removed',
  sample: 4,
  whole: ALL_ACTIONS,
  async run(cases) {
    const policy: DeployerPolicy = JSON.parse(readFileSync(POLICY_FILE, 'utf8'));
    const rehearsed = [
      ...(await rehearse(shippedRehearsal(), policy)),
      ...(await rehearse(sampleRehearsal(), policy)),
    ];
    const failures: string[] = [];
    const needed = rehearsed.flatMap((operation) => operation.needed);
    // As written to the file: without the fields that are undefined.
    const generated = JSON.parse(JSON.stringify(deployerPolicy(needed)));
    if (!isDeepStrictEqual(policy, generated)) {
      failures.push(`${POLICY_FILE} is stale. Run npm run deployer-policy.`);
    }
    const actions = spread(actionsOf(policy), cases);
    let denied = 0;
    for (const { sid, action } of actions) {
      const denial = await denialWithout({ sid, action }, policy, rehearsed);
      if (denial?.includes(`not authorized to perform: ${action}`)) {
        denied += 1;
      } else {
        failures.push(`without ${action} (${sid}): ${denial ?? 'nothing fails'}`);
      }
    }
    return { tried: rehearsed.length + actions.length, failures, controlFinds: denied };
  },
};

function actionsOf({ Statement }: DeployerPolicy): readonly PolicyAction[] {
  return Statement.flatMap(({ Sid: sid, Action }) => Action.map((action) => ({ sid, action })));
}

/** Returns at most `count` of the values, from the whole list. */
function spread<T>(values: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, values.length / count);
  return values.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Returns why the first operation that needs the action fails without it. Undefined if nothing fails. */
async function denialWithout(
  removed: PolicyAction,
  policy: DeployerPolicy,
  rehearsed: readonly RehearsedOperation[],
): Promise<string | undefined> {
  const found = rehearsed.find(({ needed }) =>
    needed.some(
      (permission) =>
        permission.action === removed.action && statementIdOf(permission) === removed.sid,
    ),
  );
  if (found === undefined) {
    return undefined;
  }
  const deployer = await LocalDeployer.start();
  try {
    deployer.setPolicy(policy);
    for (const operation of found.before) {
      await deployer.run(operation);
    }
    deployer.setPolicy(without(removed, policy));
    return await deployer.run(found.operation).then(
      () => undefined,
      (error: unknown) => String(error),
    );
  } finally {
    await deployer.close();
  }
}

/** A statement must have an action, so a statement without one is left out. */
function without({ sid, action }: PolicyAction, { Version, Statement }: DeployerPolicy): unknown {
  const statements = Statement.map((statement) =>
    statement.Sid === sid
      ? { ...statement, Action: statement.Action.filter((each) => each !== action) }
      : statement,
  );
  return { Version, Statement: statements.filter(({ Action }) => Action.length > 0) };
}
