import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkGrantees } from '../core/configuration/authentication.ts';
import { type Configuration, parseConfiguration } from '../core/configuration/configuration.ts';
import { checkRevocations } from '../core/configuration/revocation.ts';
import { type Grant, parseGrants } from '../core/grants/grant.ts';
import { checkGrantCases, parseGrantCases } from '../core/grants/grant-cases.ts';
import { mutableClaimWarnings } from '../core/grants/mutable-claims.ts';
import { checkCeiling } from '../core/policies/ceiling-check.ts';
import { InvalidInput } from '../core/problems.ts';

/** All that one deployment is made from. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly grants: readonly Grant[];
  /** The grants file as it stands: it goes into the function's asset, to be parsed there by the same parser. */
  readonly grantsText: string;
  /** What is allowed and should be known before it is deployed. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a configuration file, the grants file that it names relative to itself, and the cases beside that:
 * `grants.cases.json` for `grants.json`, if it is there.
 *
 * @throws InvalidInput whose problems name the file, the entry, the field, the fault and the limit
 */
export function readDeployment(configurationPath: string): Deployment {
  const configuration = within(configurationPath, () =>
    parseConfiguration(parseJson(readText(configurationPath))),
  );
  const grantsPath = path.isAbsolute(configuration.grants)
    ? configuration.grants
    : path.join(path.dirname(configurationPath), configuration.grants);
  const { grants, grantsText } = within(grantsPath, () => {
    const text = readText(grantsPath);
    return { grants: parseGrants(parseJson(text)), grantsText: text };
  });
  checkAll([
    () => within(grantsPath, () => checkGrantees(grants, configuration.authentication)),
    () => checkCeiling(grants, configuration.ceiling),
    () => within(configurationPath, () => checkRevocations(configuration.revocations)),
    () => checkCases(casesPathOf(grantsPath), grants),
  ]);
  return { configuration, grants, grantsText, warnings: mutableClaimWarnings(grants) };
}

/** `grants.json` → `grants.cases.json` */
function casesPathOf(grantsPath: string): string {
  const { dir, name, ext } = path.parse(grantsPath);
  return path.join(dir, `${name}.cases${ext}`);
}

function checkCases(casesPath: string, grants: readonly Grant[]): void {
  if (existsSync(casesPath)) {
    within(casesPath, () =>
      checkGrantCases(parseGrantCases(parseJson(readText(casesPath))), grants),
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInput([`cannot be read (${messageOf(error)})`]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput([`is not JSON (${messageOf(error)})`]);
  }
}

/** Throws InvalidInput with the problems of all checks. */
function checkAll(checks: readonly (() => void)[]): void {
  const problems = checks.flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof InvalidInput) {
        return error.problems;
      }
      throw error;
    }
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

/** Puts the file's name before each problem. */
function within<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) {
      throw new InvalidInput(error.problems.map((problem) => `${file}: ${problem}`));
    }
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
