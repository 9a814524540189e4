import { parseRevocations, type Revocation } from '../core/configuration/revocation.ts';
import { parseJson, readText, within } from './input-file.ts';

/** Federated users whose sessions end before they expire. */
export class Revocations {
  /**
   * Reads and checks a file of revocations: `{"revocations": [{"federatedUser": "…", "issuedBefore": "…"}]}`.
   *
   * @param file its path, relative to the folder in which the CDK runs your app
   * @throws InvalidInput that names the file, the entry, the field and the fault of each problem
   */
  static fromFile(file: string): Revocations {
    return new Revocations(within(file, () => parseRevocations(parseJson(readText(file)))));
  }

  /** Revocations that your app has as values. The broker checks them. */
  static of(...entries: readonly Revocation[]): Revocations {
    return new Revocations(entries);
  }

  /** @internal */
  readonly entries: readonly Revocation[];

  private constructor(entries: readonly Revocation[]) {
    this.entries = entries;
  }
}
