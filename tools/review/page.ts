import { findingsOf } from '../../core/configuration/grant-findings.ts';
import type { Deployment } from '../../lib/deployment.ts';
import { ceilingSection } from './ceiling-section.ts';
import type { ReviewedAssembly } from './cloud-assembly.ts';
import { withNamedCode } from './deployed-code.ts';
import { diagram } from './diagram.ts';
import { grantsSection } from './grants-section.ts';
import { code, type Markdown, prose } from './markdown.ts';
import { orderSection } from './order-section.ts';
import { permissionsSection } from './permissions-section.ts';
import { settingsSection } from './settings-section.ts';
import { readTemplate } from './template.ts';
import { statementsOf } from './template-statements.ts';

/** What one page is made from. */
export interface ReviewSources extends ReviewedAssembly {
  readonly deployment: Deployment;
  /** Both paths are relative to the page's folder. */
  readonly configurationPath: string;
  readonly grantsPath: string;
}

/**
 * The page that a security reviewer approves, in Markdown. Equal sources give equal pages.
 *
 * @throws InvalidInput that names everything that the page cannot show
 */
export function reviewPage(sources: ReviewSources): string {
  const { configuration, grants } = sources.deployment;
  const template = withNamedCode(readTemplate(sources.template), sources.assets, grants.text);
  const statements = statementsOf(template);
  return `${[
    `# Review of ${prose(configuration.stackName)}`,
    `${code('npm run review')} generates this page from the synthesized template, ` +
      `${code(sources.configurationPath)} and ${code(sources.grantsPath)}. ` +
      'The command fails on anything it cannot show.',
    diagram(template, statements),
    permissionsSection(statements, template.resources),
    grantsSection(grants.parsed),
    ceilingSection(grants.parsed, configuration.ceiling),
    settingsSection(template),
    orderSection(template.resources),
    warningsSection(findingsOf(grants.parsed, configuration.authentication).warnings),
  ].join('\n\n')}\n`;
}

function warningsSection(warnings: readonly string[]): Markdown {
  const list = warnings.map((warning) => `- ${prose(warning)}`).join('\n');
  return `## Warnings\n\n${list === '' ? 'None.' : list}`;
}
