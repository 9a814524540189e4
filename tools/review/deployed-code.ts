import { InvalidInput } from '../../core/problems.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import type { ReviewedAssembly } from './cloud-assembly.ts';
import { referencedId } from './readable-value.ts';
import { type ReviewedResource, type ReviewedTemplate, record } from './template.ts';

/**
 * The page shows neither code nor what lies beside it, so this holds them to what it does show.
 *
 * @throws InvalidInput for a function whose code is none of the assembly's assets, and for one that an API invokes with
 *   other grants than these
 */
export function requireDeployedCode(
  { resources }: ReviewedTemplate,
  grantsByAsset: ReviewedAssembly['grantsByAsset'],
  grantsText: string,
): void {
  const invoked = resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Integration')
    .map(({ properties }) => referencedId(properties.IntegrationUri));
  const problems = resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap((lambda) => {
      const asset = assetOf(lambda);
      if (!grantsByAsset.has(asset)) {
        return [`${lambda.logicalId}: Code: ${asset}: is no asset of the cloud assembly`];
      }
      return invoked.includes(lambda.logicalId) && grantsByAsset.get(asset) !== grantsText
        ? [`${lambda.logicalId}: Code: ${GRANTS_FILE}: is not the grants file under review`]
        : [];
    });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
function assetOf({ logicalId, properties }: ReviewedResource): string {
  const { S3Bucket, S3Key } = record(properties.Code, logicalId);
  return `${S3Bucket}/${S3Key}`;
}
