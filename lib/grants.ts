import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type GrantCase,
  parseGrantCases,
  type WrittenCase,
} from '../core/configuration/grant-case-parser.ts';
import { checkGrantCases } from '../core/configuration/grant-cases.ts';
import { type Grant, parseGrants } from '../core/grants/grant.ts';
import { parseJson, readText, within } from './input-file.ts';

/** Git and editors on Windows write `\r\n`. The asset hash of the same grants must be equal on every machine. */
const LINE_END = /\r\n?/g;

/**
 * The grants of a grants file: who gets temporary credentials, for what and for how long.
 *
 * To add grants for resources of your app, use `FederationBroker.addGrant`.
 */
export class Grants {
  /**
   * Reads and checks a grants file. If a file of test cases is beside it (`grants.cases.json` for `grants.json`), the
   * grants must answer each case as expected.
   *
   * @param file its path, relative to the folder in which the CDK runs your app
   * @throws InvalidInput that names the file, the entry, the field, the fault and the limit of each problem
   * @see schemas/grants.schema.json
   */
  static fromFile(file: string): Grants {
    const { text, parsed, entries } = within(file, () => Grants.fromText(readText(file)));
    const cases = checkedCases(casesFileOf(file), parsed);
    return new Grants(text, parsed, entries, cases.written, cases.parsed);
  }

  /**
   * Checks grants that your app has as text.
   *
   * @param text the content of a grants file
   * @throws InvalidInput that names the entry, the field, the fault and the limit of each problem
   */
  static fromText(text: string): Grants {
    const value = parseJson(text);
    const { grants } = value as { grants: readonly unknown[] };
    return new Grants(text.replaceAll(LINE_END, '\n'), parseGrants(value), grants);
  }

  /**
   * The text that goes into the function, which parses it again with the same parser.
   *
   * @internal
   */
  readonly text: string;

  /** @internal */
  readonly parsed: readonly Grant[];

  /**
   * The entries as they are written.
   *
   * @internal
   */
  readonly entries: readonly unknown[];

  /**
   * The test cases as written in the cases file.
   *
   * @internal
   */
  readonly cases: readonly WrittenCase[];

  /** @internal */
  readonly parsedCases: readonly GrantCase[];

  private constructor(
    text: string,
    parsed: readonly Grant[],
    entries: readonly unknown[],
    cases: readonly WrittenCase[] = [],
    parsedCases: readonly GrantCase[] = [],
  ) {
    this.text = text;
    this.parsed = parsed;
    this.entries = entries;
    this.cases = cases;
    this.parsedCases = parsedCases;
  }
}

/** `grants.json` → `grants.cases.json` */
export function casesFileOf(grantsFile: string): string {
  const { dir, name, ext } = path.parse(grantsFile);
  return path.join(dir, `${name}.cases${ext}`);
}

/** Returns no cases if the cases file does not exist. */
function checkedCases(
  casesFile: string,
  grants: readonly Grant[],
): { readonly written: readonly WrittenCase[]; readonly parsed: readonly GrantCase[] } {
  if (!existsSync(casesFile)) {
    return { written: [], parsed: [] };
  }
  return within(casesFile, () => {
    const value = parseJson(readText(casesFile));
    const parsed = parseGrantCases(value);
    checkGrantCases(parsed, grants);
    return { written: (value as { cases: readonly WrittenCase[] }).cases, parsed };
  });
}
