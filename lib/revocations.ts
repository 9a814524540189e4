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

  /**
   * Revocations that your app has as values. The broker checks them.
   *
   * @param entries such as `{ federatedUser: 'alice=GBj6bl0QSFgnt7', issuedBefore: '2026-11-21T20:00:00Z' }`: the whole name of a
   *   federated user, or `*` for everybody, and a time in UTC. Sessions issued before that time end
   */
  static of(...entries: readonly Revocation[]): Revocations {
    return new Revocations(entries);
  }

  /** @internal */
  readonly entries: readonly Revocation[];

  private constructor(entries: readonly Revocation[]) {
    this.entries = entries;
  }
}
