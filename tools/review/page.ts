import { jwtAuthenticationsIn } from '../../core/configuration/authentication.ts';
import { findingsOf } from '../../core/configuration/grant-findings.ts';
import { InvalidInput } from '../../core/problems.ts';
import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { authenticationSection } from './authentication-section.ts';
import { casesSection } from './cases-section.ts';
import { cdkSection } from './cdk-section.ts';
import { ceilingSection } from './ceiling-section.ts';
import { coverageSection } from './coverage-section.ts';
import { withNamedCode } from './deployed-code.ts';
import { foldersSection } from './folders-section.ts';
import { grantsSection } from './grants-section.ts';
import { type Markdown, prose } from './markdown.ts';
import { notesOf } from './notes.ts';
import { orderSection } from './order-section.ts';
import { permissionsSection } from './permissions-section.ts';
import type { PermissionStatement } from './policy-statements.ts';
import { type OtherResource, scopeOf } from './review-scope.ts';
import { settingsSection } from './settings-section.ts';
import { type ReviewedTemplate, readTemplate } from './template.ts';
import { statementsOf } from './template-statements.ts';

const INTRODUCTION =
  'The broker gives callers temporary AWS credentials for a part of an Amazon S3 bucket. A *grant* says who gets which part, and ' +
  'how. Approve this page before you deploy: the sections up to the test cases say who gets what, and those after them how ' +
  'the broker is built in AWS.';

/** What one page is made from. */
export interface ReviewSources extends SynthesizedBroker {
  /** Content of `cdk.json`, if the page shows it. */
  readonly cdkSettings?: object;
  /** The sentence that says what generates the page from what. */
  readonly origin: Markdown;
}

/** What the page shows, read from its sources. */
export interface ReviewedBroker {
  readonly template: ReviewedTemplate;
  readonly statements: readonly PermissionStatement[];
  readonly others: readonly OtherResource[];
}

/** @throws InvalidInput that names everything that the page cannot show */
export function reviewed(sources: ReviewSources): ReviewedBroker {
  refuseTags(sources);
  const scope = scopeOf(sources);
  const template = withNamedCode(readTemplate(scope.template), sources);
  return { template, statements: statementsOf(template), others: scope.others };
}

/**
 * The page that a security reviewer approves, in Markdown. Equal sources give equal pages.
 *
 * @throws InvalidInput that names everything that the page cannot show
 */
export function reviewPage(sources: ReviewSources): string {
  const { grants, metadata, cdkSettings } = sources;
  const { authentication, cases } = metadata;
  const { template, statements, others } = reviewed(sources);
  const issuers = jwtAuthenticationsIn(authentication);
  return `${[
    `# Review of ${prose(metadata.name)}`,
    INTRODUCTION,
    `${sources.origin} The command fails on anything it cannot show.`,
    grantsSection(grants, issuers),
    warningsSection(findingsOf(grants, authentication).warnings, notesOf(grants, authentication)),
    foldersSection(grants, issuers),
    authenticationSection(authentication),
    casesSection(cases),
    ceilingSection(grants, metadata),
    permissionsSection(statements, template),
    settingsSection(template, statements),
    orderSection(template.resources),
    ...(cdkSettings === undefined ? [] : [cdkSection(cdkSettings)]),
    coverageSection(sources, others, cdkSettings !== undefined),
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

function warningsSection(warnings: readonly string[], notes: readonly Markdown[]): Markdown {
  const list = (items: readonly Markdown[]) => items.map((item) => `- ${item}`).join('\n');
  return [
    '## Warnings',
    warnings.length === 0 ? 'None.' : list(warnings.map(prose)),
    ...(notes.length === 0
      ? []
      : ['These can be right. Make sure that they are meant:', list(notes)]),
  ].join('\n\n');
}
