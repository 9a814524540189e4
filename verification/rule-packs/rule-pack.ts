import type { Finding } from './judgement.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

export interface RulePack {
  readonly name: string;
  /** What all of its rules' names begin with, and no other pack's. */
  readonly rulePrefix: string;
  readonly findingsIn: (stacks: readonly SynthesizedStack[]) => readonly Finding[];
}

/** A pack that cannot run here. */
export interface SkippedPack extends Pick<RulePack, 'name' | 'rulePrefix'> {
  readonly skipped: string;
}
