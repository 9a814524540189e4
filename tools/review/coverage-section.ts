import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import type { Markdown } from './markdown.ts';
import { type OtherResource, othersText } from './review-scope.ts';

const NOT_COVERED: readonly Markdown[] = [
  '**Who can become these callers.** Trust policies decide who assumes a role, and the issuer decides who gets a token with ' +
    'which claims.',
  '**What else decides about S3.** Bucket policies, key policies and organization policies (SCPs) can deny what a grant gives. ' +
    'A bucket policy that names a federated user can give more.',
  '**Other permissions in the AWS account.** Whoever may change the functions, their roles, the APIs or the broker user can get ' +
    'all that the broker can give. The security guide lists these permissions.',
  '**The code.** The page shows which function runs which code by name, not what the code does. Review changes of code and of ' +
    'dependencies as such.',
  '**Sessions that were issued before.** They keep what they have until they expire. A revocation ends them sooner.',
  '**What somebody passes or changes by hand.** Examples are the option `cdk deploy --tags`, the file `~/.cdk.json`, and changes in ' +
    'the AWS console.',
];

/** A page that seems to show everything would be trusted too much. */
export function coverageSection(
  broker: SynthesizedBroker,
  others: readonly OtherResource[],
  hasCdkSettings: boolean,
): Markdown {
  const list = hasCdkSettings
    ? NOT_COVERED
    : [...NOT_COVERED, '**The settings of the CDK.** They are in `cdk.json` of the app.'];
  return [
    '## What this page does not cover',
    list.map((item) => `- ${item}`).join('\n'),
    ...othersText(broker, others),
  ].join('\n\n');
}
