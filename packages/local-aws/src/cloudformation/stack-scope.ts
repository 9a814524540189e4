import type { Account } from '../account.ts';
import type { Scope } from './intrinsics.ts';
import type { CreatedResource } from './resource-type.ts';
import { TemplateError } from './template-error.ts';

/**
 * The values of the names in a stack's template: pseudo parameters, and the resources created so far.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export class StackScope implements Scope {
  readonly #pseudo: ReadonlyMap<string, string | undefined>;
  readonly #resources: ReadonlyMap<string, CreatedResource>;

  constructor(
    { partition, region, accountId }: Account,
    stack: { stackName: string; stackId: string },
    resources: ReadonlyMap<string, CreatedResource>,
  ) {
    this.#resources = resources;
    this.#pseudo = new Map([
      ['AWS::AccountId', accountId],
      ['AWS::NoValue', undefined],
      ['AWS::Partition', partition],
      ['AWS::Region', region],
      ['AWS::StackId', stack.stackId],
      ['AWS::StackName', stack.stackName],
      ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ]);
  }

  ref(name: string): string | undefined {
    if (this.#pseudo.has(name)) {
      return this.#pseudo.get(name);
    }
    if (name.startsWith('AWS::')) {
      throw new TemplateError(`The local AWS does not support the pseudo parameter ${name}`);
    }
    return this.#get(name).physicalId;
  }

  getAtt(logicalId: string, attribute: string): string {
    const { attributes } = this.#get(logicalId);
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value === undefined) {
      throw new TemplateError(
        `The local AWS does not support the attribute ${attribute} of ${logicalId}`,
      );
    }
    return value;
  }

  #get(logicalId: string): CreatedResource {
    const resource = this.#resources.get(logicalId);
    if (!resource) {
      throw new TemplateError(`The template does not define ${logicalId}`);
    }
    return resource;
  }
}
