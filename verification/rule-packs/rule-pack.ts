import type { Finding } from './judgement.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

export interface RulePack {
  readonly name: string;
  /** The prefix of all of its rules, and of no other pack's rules. */
  readonly rulePrefix: string;
  readonly findingsIn: (stacks: readonly SynthesizedStack[]) => readonly Finding[];
}

/** A pack that cannot run here. */
export interface SkippedPack extends Pick<RulePack, 'name' | 'rulePrefix'> {
  readonly skipped: string;
}
