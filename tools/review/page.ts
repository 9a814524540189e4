import type { Deployment } from '../../lib/deployment.ts';
import { ceilingSection } from './ceiling-section.ts';
import type { ReviewedAssembly } from './cloud-assembly.ts';
import { requireDeployedCode } from './deployed-code.ts';
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
  /** Paths from the page's folder. */
  readonly configurationPath: string;
  readonly grantsPath: string;
}

/**
 * The page that a security reviewer signs, in Markdown. The same sources give the same text.
 *
 * @throws InvalidInput that names each thing in the template that the page could not show, and code that it could not vouch for
 */
export function reviewPage(sources: ReviewSources): string {
  const { configuration, grants, grantsText, warnings } = sources.deployment;
  const template = readTemplate(sources.template);
  const statements = statementsOf(template);
  requireDeployedCode(template, sources.grantsByAsset, grantsText);
  return `${[
    `# Review of ${prose(configuration.stackName)}`,
    `Made by ${code('npm run review')} from the stack’s synthesized template, from ` +
      `${code(sources.configurationPath)} and from ${code(sources.grantsPath)}. ` +
      'Whatever in the template this page could not show would have stopped the command.',
    diagram(template, statements),
    permissionsSection(statements, template.resources),
    grantsSection(grants),
    ceilingSection(grants, configuration.ceiling),
    settingsSection(template),
    orderSection(template.resources),
    warningsSection(warnings),
  ].join('\n\n')}\n`;
}

function warningsSection(warnings: readonly string[]): Markdown {
  const list = warnings.map((warning) => `- ${prose(warning)}`).join('\n');
  return `## Warnings\n\n${list === '' ? 'None.' : list}`;
}
