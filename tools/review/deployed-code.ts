import { InvalidInput } from '../../core/problems.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import { assetNameOf } from '../../lib/function-code.ts';
import type { Asset } from '../assembly/assets.ts';
import { referencedId } from '../assembly/readable-value.ts';
import { assetKeyOf, type SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import type { ReviewedTemplate } from './template.ts';

/**
 * Replaces the code of each function by the name of its asset. The asset's hash would tell a reader nothing, and would
 * make the page stale with every change of the code.
 *
 * @throws InvalidInput for code that is not an asset of the assembly, and for a function that an API invokes with
 *   grants other than those under review
 */
export function withNamedCode(
  template: ReviewedTemplate,
  { assets, grantsText }: Pick<SynthesizedBroker, 'assets' | 'grantsText'>,
): ReviewedTemplate {
  const invoked = template.resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Integration')
    .map(({ properties }) => referencedId(properties.IntegrationUri));
  const problems: string[] = [];
  const resources = template.resources.map((resource) => {
    const { logicalId, type, properties } = resource;
    if (type !== 'AWS::Lambda::Function') {
      return resource;
    }
    const key = assetKeyOf(properties.Code);
    const asset = assets.get(key);
    if (asset === undefined) {
      problems.push(`${logicalId}: Code: ${key}: is not an asset of the cloud assembly`);
    } else if (invoked.includes(logicalId) && !isPortal(asset) && asset.grantsText !== grantsText) {
      problems.push(`${logicalId}: Code: ${GRANTS_FILE}: has other grants than those on the page`);
    }
    return { ...resource, properties: { ...properties, Code: asset?.name } };
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
  return { ...template, resources };
}

/** The code of the portal has no grants, because it gives nothing to anybody. */
function isPortal({ name, grantsText }: Asset): boolean {
  return name === assetNameOf('portal.ts') && grantsText === undefined;
}
