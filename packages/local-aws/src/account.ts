/** Where the local AWS pretends to be. */
export interface Account {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}
