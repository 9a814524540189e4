import type { Trial } from './trial.ts';

export type Outcome =
  | { readonly verdict: 'confirmed' | 'refuted'; readonly answer: string }
  | { readonly verdict: 'not tried'; readonly why: string };

/** A statement about AWS that the product relies on and that only AWS can confirm. */
export interface Claim {
  /** The name of the claim in reports and issues. */
  readonly id: string;
  /** The statement, in one sentence, that AWS confirms or refutes. */
  readonly claim: string;
  /** The AWS page that documents the claim. Absent if AWS does not document the claim, or not clearly enough. */
  readonly page?: string;
  /** The command by which a person can try the claim. docs/operations.md defines its variables. */
  readonly command: string;
  /**
   * Whether `--stack` also tries the claim on a broker that was deployed before. Such a claim changes nothing, and uses no
   * session except the one that all claims share.
   */
  readonly readsOnly?: true;
  /** Whether the claim is tried after the trial has deleted the stack. */
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
