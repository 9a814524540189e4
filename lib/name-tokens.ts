import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import { type NameKind, placeholderOf, renameIn } from '../core/grants/deployed-names.ts';
import { InvalidInput } from '../core/problems.ts';

/**
 * Characters of the longest names, which every size is computed with.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LONGEST: Readonly<Record<NameKind, number>> = { bucket: 63, identity: 64 };

/** A prefix that no real name has. */
const STAND_IN = 'cdk-token-7d1f4c0e-';

/** Grants as the function gets them. */
export interface DeployableGrants {
  /** The entries, with placeholders. */
  readonly entries: readonly unknown[];
  /** The names that the placeholders stand for: tokens. */
  readonly names: readonly string[];
}

/**
 * Names of buckets, roles and users that are CDK tokens. During the synthesis, a stand-in replaces each token. A stand-in is a
 * name of the greatest possible length. With stand-ins, the synthesis can parse, compare, measure and compile grants and
 * ceiling as if all names were known.
 */
export class NameTokens {
  /** Stand-in → token. */
  readonly #tokens = new Map<string, string>();

  /** @param entry a grant, or an entry of the ceiling */
  withStandIns(entry: unknown): unknown {
    return renameIn(entry, (name, kind) =>
      Token.isUnresolved(name) ? this.#standInOf(name, kind) : name,
    );
  }

  /** Puts the tokens back in the place of their stand-ins. */
  restore<T>(value: T): T {
    return JSON.parse(this.#replaceStandIns(JSON.stringify(value), (token) => token));
  }

  /**
   * Replaces each stand-in in a message with the path of the token's construct, even if the message has cut off the end of the
   * stand-in.
   */
  describe(message: string): string {
    return this.#replaceStandIns(message, pathOf).replaceAll(
      new RegExp(`${STAND_IN}\\d+-x*`, 'g'),
      (cut) => {
        const standIn = [...this.#tokens.keys()].find((each) => each.startsWith(cut));
        return pathOf(this.#tokens.get(standIn ?? '') ?? '');
      },
    );
  }

  #standInOf(token: string, kind: NameKind): string {
    const found = [...this.#tokens].find(
      ([standIn, each]) => each === token && standIn.length === LONGEST[kind],
    );
    const standIn = found?.[0] ?? `${STAND_IN}${this.#tokens.size}-`.padEnd(LONGEST[kind], 'x');
    this.#tokens.set(standIn, token);
    return standIn;
  }

  #replaceStandIns(text: string, by: (token: string) => string): string {
    return [...this.#tokens].reduce(
      (replaced, [standIn, token]) => replaced.replaceAll(standIn, () => by(token)),
      text,
    );
  }
}

/** Puts a placeholder in the place of each token. */
export function withPlaceholders(entries: readonly unknown[]): DeployableGrants {
  const names: string[] = [];
  const placeholder = (name: string) => {
    if (!Token.isUnresolved(name)) {
      return name;
    }
    if (!names.includes(name)) {
      names.push(name);
    }
    return placeholderOf(names.indexOf(name));
  };
  return { entries: entries.map((entry) => renameIn(entry, placeholder)), names };
}

/** The JSON list of the names if each is as long as names can be. */
export function longestListOf(names: readonly string[]): string {
  return JSON.stringify(names.map(() => 'x'.repeat(LONGEST.identity)));
}

/** Throws InvalidInput if a field contains a CDK token. The error names each such field. */
export function requireKnown(fields: object, where = ''): void {
  const problems = Object.entries(fields)
    .filter(([, value]) => Token.isUnresolved(JSON.stringify(value) ?? ''))
    .map(
      ([name]) =>
        `${where}${name}: must be known when the app is synthesized; of grants and ceiling, only the names of buckets, roles ` +
        `and users can be CDK tokens${name === 'kmsKey' ? ': import the key with Key.fromKeyArn' : ''}`,
    );
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

function pathOf(token: string): string {
  const [reference] = Tokenization.reverseString(token).tokens;
  const path = Reference.isReference(reference) ? reference.target.node.path : 'Token';
  return `\${${path.replace(/\/Resource$/, '')}}`;
}
