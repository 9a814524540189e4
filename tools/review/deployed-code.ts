import { InvalidInput } from '../../core/problems.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import type { ReviewedAssembly } from './cloud-assembly.ts';
import { referencedId } from './readable-value.ts';
import { type ReviewedResource, type ReviewedTemplate, record } from './template.ts';

/**
 * Replaces the code of each function by the name of its asset. A hash would make the page stale with every change of the
 * code, and tells a reader nothing.
 *
 * @throws InvalidInput for code that is no asset of the assembly, and for a function that an API invokes with grants other
 *   than those under review
 */
export function withNamedCode(
  template: ReviewedTemplate,
  assets: ReviewedAssembly['assets'],
  grantsText: string,
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
    const key = assetKeyOf(resource);
    const asset = assets.get(key);
    if (asset === undefined) {
      problems.push(`${logicalId}: Code: ${key}: is not an asset of the cloud assembly`);
    } else if (invoked.includes(logicalId) && asset.grantsText !== grantsText) {
      problems.push(`${logicalId}: Code: ${GRANTS_FILE}: is not the grants file under review`);
    }
    return { ...resource, properties: { ...properties, Code: asset?.name } };
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
  return { ...template, resources };
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
function assetKeyOf({ logicalId, properties }: ReviewedResource): string {
  const { S3Bucket, S3Key } = record(properties.Code, logicalId);
  return `${S3Bucket}/${S3Key}`;
}
