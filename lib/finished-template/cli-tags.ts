import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { OUTDIR_ENV } from 'aws-cdk-lib/cx-api';

/** The CDK CLI reads each of its options also from such a variable. */
const TAGS_VARIABLE = 'CDK_TAGS';

/**
 * Finds tags in the settings of the CDK CLI. The CDK CLI puts these tags on every stack that it deploys, but neither the
 * template nor the cloud assembly contains them. Other programs do not read these settings. The app cannot see the option `cdk
 * deploy --tags`.
 *
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/cli.html#cli-config
 */
export function cliTagProblems(): readonly string[] {
  if (process.env[OUTDIR_ENV] === undefined) {
    return [];
  }
  const files = ['cdk.json', path.join(homedir(), '.cdk.json')].filter(hasTags);
  return [
    ...files.map((file) => `"tags" in ${file}`),
    ...(process.env[TAGS_VARIABLE] ? [`the environment variable ${TAGS_VARIABLE}`] : []),
  ].map(
    (place) =>
      `${place}: the CDK would tag the whole stack, CloudFormation the broker user, and every session would ` +
      'carry them as principal tags: remove them; "tags" of the broker\'s configuration and Tags.of() tag the resources',
  );
}

function hasTags(file: string): boolean {
  if (!existsSync(file)) {
    return false;
  }
  const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const tags: unknown = settings instanceof Object ? Reflect.get(settings, 'tags') : undefined;
  return [tags ?? []].flat().length > 0;
}
