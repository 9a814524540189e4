import type { Trial } from './trial.ts';

export type Outcome =
  | { readonly verdict: 'confirmed' | 'refuted'; readonly answer: string }
  | { readonly verdict: 'not tried'; readonly why: string };

/** What the product relies on and only AWS can confirm. */
export interface Claim {
  /** Names the claim in reports and issues. */
  readonly id: string;
  /** One sentence that AWS confirms or refutes. */
  readonly claim: string;
  /** The page of AWS that says so. Without it, AWS documents nothing, or not enough. */
  readonly page?: string;
  /** What a person would run to try it. Variables as in docs/operations.md. */
  readonly command: string;
  /** Whether it is also tried on a broker that is deployed already: it reads, and uses at most the one session of the run. */
  readonly readsOnly?: true;
  /** Whether it is tried after the deletion. */
  readonly afterDeletion?: true;
  readonly try: (trial: Trial) => Promise<Outcome>;
}

/** @param answer what AWS answered. Never contains a secret */
export function judge(isConfirmed: boolean, answer: string): Outcome {
  return { verdict: isConfirmed ? 'confirmed' : 'refuted', answer };
}

export function notTried(why: string): Outcome {
  return { verdict: 'not tried', why };
}
