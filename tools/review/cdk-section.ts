import { code, type Markdown, table } from './markdown.ts';
import { settingsOf } from './setting-values.ts';

/** `cdk.json` sets the program that creates the template, and the CDK feature flags. */
export function cdkSection(settings: object): Markdown {
  return [
    '## Settings of the CDK',
    'From `cdk.json`. `app` is the program that makes the template. Synthesis refuses `tags` there, because every session would ' +
      'carry them.',
    table(
      ['setting', 'value'],
      settingsOf(settings).map(({ name, value }) => [code(name), value]),
    ),
  ].join('\n\n');
}
