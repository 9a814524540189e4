import { OidcIssuers, StackError, TemplateError } from 'local-aws';
import type { Template } from '../../../test/rotation/changed-assembly.ts';
import { decisionsOn } from './decisions.ts';
import { gatewayAnswers, gatewayTokens } from './gateway.ts';
import { deployLocally, type LocalStack } from './local-stack.ts';
import type { Mutant } from './mutant.ts';
import { probesBetween } from './probes.ts';

/** Something that a mutant lets somebody do, or no longer do. */
export interface Difference {
  readonly what: string;
  /** Whether the unchanged template allows it. */
  readonly wasAllowed: boolean;
}

/** What the template's stack does on the local AWS, to compare mutants with. */
export interface Behaviour {
  /** @returns nothing if the mutant behaves as the template does, or cannot be deployed here */
  differences(mutant: Mutant): Promise<readonly Difference[]>;
  close(): Promise<void>;
}

export async function behaviourOf(template: Template): Promise<Behaviour> {
  const issuers = new OidcIssuers({ now: () => new Date() });
  const tokens = await gatewayTokens(issuers);
  const original = await deployLocally(template, issuers);
  return {
    async differences({ kind, template: mutate }) {
      const mutated = mutate();
      const mutant = await deployLocally(mutated, issuers).catch(refusedDeployment);
      if (mutant === undefined) {
        // If a template without the removed part cannot be deployed, that is a difference. For other mutants, a refusal
        // proves nothing, because the local AWS may refuse a part that AWS accepts.
        return kind === 'removal' ? [{ what: 'the deployment', wasAllowed: true }] : [];
      }
      try {
        const probes = probesBetween(template, mutated);
        const observe = (stack: LocalStack) =>
          probes.size === 0
            ? gatewayAnswers(stack, [template, mutated], tokens)
            : decisionsOn(stack, probes);
        return differencesBetween(await observe(original), await observe(mutant));
      } finally {
        await mutant.aws.close();
      }
    },
    async close() {
      await original.aws.close();
      await issuers.close();
    },
  };
}

type Observations = ReadonlyMap<string, boolean>;

/** A request without an observation counts as refused. */
function differencesBetween(before: Observations, after: Observations): readonly Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const wasAllowed = before.get(what) ?? false;
    return wasAllowed === (after.get(what) ?? false) ? [] : [{ what, wasAllowed }];
  });
}

function refusedDeployment(error: unknown): undefined {
  if (!(error instanceof StackError || error instanceof TemplateError)) {
    throw error;
  }
}
