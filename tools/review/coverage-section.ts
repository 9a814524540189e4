import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import type { Markdown } from './markdown.ts';
import { type OtherResource, othersText } from './review-scope.ts';

const NOT_COVERED: readonly Markdown[] = [
  '**Who can become these callers.** Trust policies decide who assumes a role, and the issuer decides who gets a token with ' +
    'which claims.',
  '**What else decides about S3.** Bucket policies, key policies and organization policies (SCPs) can deny what a grant gives. ' +
    'A bucket policy that names a federated user, or allows something to everybody (`*`), can give more.',
  '**Other permissions in the AWS account.** Whoever may change the functions, their roles, the APIs or the broker user can get ' +
    'all that the broker can give. The security guide lists these permissions.',
  '**The code.** The page names the code that each function runs, but does not show what the code does. Review changes of code and of ' +
    'dependencies separately.',
  '**Sessions that were issued before.** They keep their permissions until they expire. A revocation ends them sooner.',
  '**What somebody passes or changes by hand.** Examples are the option `cdk deploy --tags`, the file `~/.cdk.json`, and changes in ' +
    'the AWS console.',
];

/** Lists what the page does not show. Otherwise reviewers would assume that the page shows everything. */
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
