import { findingsOf } from '../../core/configuration/grant-findings.ts';
import { InvalidInput } from '../../core/problems.ts';
import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { ceilingSection } from './ceiling-section.ts';
import { withNamedCode } from './deployed-code.ts';
import { diagram } from './diagram.ts';
import { grantsSection } from './grants-section.ts';
import { type Markdown, prose } from './markdown.ts';
import { orderSection } from './order-section.ts';
import { permissionsSection } from './permissions-section.ts';
import { othersSection, scopeOf } from './review-scope.ts';
import { settingsSection } from './settings-section.ts';
import { readTemplate } from './template.ts';
import { statementsOf } from './template-statements.ts';

/** What one page is made from. */
export interface ReviewSources extends SynthesizedBroker {
  /** The sentence that says what generates the page from what. */
  readonly origin: Markdown;
}

/**
 * The page that a security reviewer approves, in Markdown. Equal sources give equal pages.
 *
 * @throws InvalidInput that names everything that the page cannot show
 */
export function reviewPage(sources: ReviewSources): string {
  const { grants, metadata } = sources;
  refuseTags(sources);
  const scope = scopeOf(sources);
  const template = withNamedCode(readTemplate(scope.template), sources);
  const statements = statementsOf(template);
  return `${[
    `# Review of ${prose(metadata.name)}`,
    `${sources.origin} The command fails on anything it cannot show.`,
    diagram(template, statements),
    permissionsSection(statements, template.resources),
    grantsSection(grants),
    ceilingSection(grants, metadata),
    settingsSection(template),
    orderSection(template.resources),
    ...othersSection(sources, scope.others),
    warningsSection(findingsOf(grants, metadata.authentication).warnings),
  ].join('\n\n')}\n`;
}

/**
 * CloudFormation puts stack tags on every resource, and sessions inherit the tags of the broker user.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
function refuseTags({ stack: { id, tags } }: ReviewSources): void {
  const keys = Object.keys(tags);
  if (keys.length > 0) {
    throw new InvalidInput(
      keys.map(
        (key) =>
          `${id}: tags: ${key}: CloudFormation would put this stack tag on the broker user, and every session would inherit it: remove it`,
      ),
    );
  }
}

function warningsSection(warnings: readonly string[]): Markdown {
  const list = warnings.map((warning) => `- ${prose(warning)}`).join('\n');
  return `## Warnings\n\n${list === '' ? 'None.' : list}`;
}
