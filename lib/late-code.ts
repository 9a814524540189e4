import { type CfnResource, Lazy } from 'aws-cdk-lib';
import { Code, type CodeConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/**
 * Function code that is generated when the CDK resolves the template. By then, constructs and aspects have made all changes
 * that the code depends on.
 *
 * Each resolution of the template computes the content again. New content becomes a new asset, and the template refers
 * to the newest asset.
 */
export class LateCode extends Code {
  readonly isInline = false;
  readonly #content: () => string;
  readonly #codeOf: (content: string) => Code;
  readonly #made = new Map<string, NonNullable<CodeConfig['s3Location']>>();
  #resource: CfnResource | undefined;

  constructor(content: () => string, codeOf: (content: string) => Code) {
    super();
    this.#content = content;
    this.#codeOf = codeOf;
  }

  override bind(scope: Construct): CodeConfig {
    return {
      s3Location: {
        bucketName: Lazy.uncachedString({ produce: () => this.#location(scope).bucketName }),
        objectKey: Lazy.uncachedString({ produce: () => this.#location(scope).objectKey }),
      },
    };
  }

  override bindToResource(resource: CfnResource): void {
    this.#resource = resource;
  }

  #location(scope: Construct): NonNullable<CodeConfig['s3Location']> {
    const content = this.#content();
    const location = this.#made.get(content) ?? this.#make(scope, content);
    this.#made.set(content, location);
    return location;
  }

  #make(scope: Construct, content: string): NonNullable<CodeConfig['s3Location']> {
    const version = this.#made.size;
    const code = this.#codeOf(content);
    const { s3Location } = code.bind(
      version === 0 ? scope : new Construct(scope, `Version${version + 1}`),
    );
    if (s3Location === undefined) {
      throw new Error('The code must be an asset.');
    }
    if (this.#resource !== undefined) {
      code.bindToResource(this.#resource);
    }
    return s3Location;
  }
}
