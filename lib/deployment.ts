import path from 'node:path';
import { jwtAuthenticationsIn } from '../core/configuration/authentication.ts';
import { checkCaseCallers, checkGrantees } from '../core/configuration/caller-checks.ts';
import { type Configuration, parseConfiguration } from '../core/configuration/configuration.ts';
import { checkFindings } from '../core/configuration/grant-findings.ts';
import { checkRevocations } from '../core/configuration/revocation.ts';
import { checkCeiling } from '../core/policies/ceiling-check.ts';
import { InvalidInput } from '../core/problems.ts';
import { casesFileOf, Grants } from './grants.ts';
import { parseJson, problemsOf, readText, within } from './input-file.ts';

/** One deployment, as its files describe it. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly grants: Grants;
}

/**
 * Reads and checks a configuration file and the grants file that it names, relative to its own folder.
 *
 * @throws InvalidInput that names the file, the entry, the field, the fault and the limit of each problem
 */
export function readDeployment(configurationPath: string): Deployment {
  const configuration = within(configurationPath, () =>
    parseConfiguration(parseJson(readText(configurationPath))),
  );
  const grantsPath = path.isAbsolute(configuration.grants)
    ? configuration.grants
    : path.join(path.dirname(configurationPath), configuration.grants);
  const grants = Grants.fromFile(grantsPath);
  const problems = problemsOf([
    () => within(grantsPath, () => checkGrantees(grants.parsed, configuration.authentication)),
    () =>
      within(casesFileOf(grantsPath), () =>
        checkCaseCallers(grants.cases, configuration.authentication),
      ),
    () => within(grantsPath, () => checkFindings(grants.parsed, configuration.authentication)),
    () => checkCeiling(grants.parsed, configuration),
    () => within(configurationPath, () => checkRevocations(configuration.revocations)),
  ]);
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
  return { configuration, grants };
}

export function hasPortal({ configuration }: Deployment): boolean {
  const jwt = jwtAuthenticationsIn(configuration.authentication).values();
  return [...jwt].some(({ portal }) => portal !== undefined);
}
