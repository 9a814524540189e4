/** What a check holds against a mutant. */
export interface Finding {
  readonly what: string;
  /** It shows that something is allowed which a condition alone, or a permission's source alone, refuses. */
  readonly byCondition: boolean;
}

export function finding(what: string, byCondition = false): Finding {
  return { what, byCondition };
}
