import { createHash } from 'node:crypto';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { LocalAws } from 'local-aws';
import type { Template, TemplateOutput } from '../assembly/synthesized-broker.ts';

/** Rules for the names and ARNs that replace references to resources of one type. */
interface StandIn {
  /** The property in which an app can set the name. */
  readonly nameProperty?: string;
  /** Generates the name if the app does not set one. */
  readonly nameOf?: (logicalId: string, attribute?: string) => string;
  /** The part of the ARN after `arn:PARTITION:`. `StandIns` replaces REGION and ACCOUNT with those of the stack. */
  readonly arnOf: (name: string) => string;
  /** Whether `Ref` returns the ARN. For other types, `Ref` returns the name. */
  readonly refIsArn?: true;
}

/**
 * The resource types that a broker's stack often refers to. Other types get a well-formed ARN that belongs to no real resource.
 */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  'AWS::CertificateManager::Certificate': {
    nameOf: uuidOf,
    arnOf: (name) => `acm:REGION:ACCOUNT:certificate/${name}`,
    refIsArn: true,
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    arnOf: (name) => `iam::ACCOUNT:policy/${name}`,
    refIsArn: true,
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    nameOf: identityNameOf,
    arnOf: (name) => `iam::ACCOUNT:role/${name}`,
  },
  'AWS::IAM::User': {
    nameProperty: 'UserName',
    nameOf: identityNameOf,
    arnOf: (name) => `iam::ACCOUNT:user/${name}`,
  },
  'AWS::KMS::Key': { nameOf: uuidOf, arnOf: (name) => `kms:REGION:ACCOUNT:key/${name}` },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    nameOf: bucketNameOf,
    arnOf: (name) => `s3:::${name}`,
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arnOf: (name) => `sns:REGION:ACCOUNT:${name}`,
    refIsArn: true,
  },
};

/**
 * For parameters, resources of other types, and values from another Region. Their value can be the name of a bucket or role, so it
 * must be valid for both. The CDK reads all values from another Region as attributes of one resource, so each attribute has
 * its own name.
 */
const OTHER: StandIn = {
  nameOf: (id, attribute = '') => bucketNameOf(`${id}${attribute}`),
  arnOf: (name) => `cloudformation:REGION:ACCOUNT:resource/${name}`,
};

/** Characters. */
const BUCKET_NAME_MAX = 63;
const IDENTITY_NAME_MAX = 64;

/** Matches `${Name}` and `${Name.Attribute}`. `${!Literal}` is literal text and does not match. */
const SUBSTITUTION = /\$\{([^!}.][^}.]*)(?:\.([^}]+))?\}/g;

interface Scope {
  readonly template: Template;
  /** Logical ids of the resources that exist in the local run. */
  readonly kept: ReadonlySet<string>;
}

/**
 * Replaces references to other resources of the app with names and ARNs that such resources could have. The rest of the app can
 * have resources of any type, so the local AWS cannot run it.
 */
export class StandIns {
  readonly #account: LocalAws['account'];
  readonly #stacks: readonly CloudFormationStackArtifact[];

  /** @param stacks the stacks whose outputs the broker's stack may use */
  constructor(account: LocalAws['account'], stacks: readonly CloudFormationStackArtifact[]) {
    this.#account = account;
    this.#stacks = stacks;
  }

  /** @param value a part of the scope's template */
  fill(value: unknown, scope: Scope): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.fill(item, scope));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries = Object.entries(value);
    const [only, ...more] = entries;
    const filled =
      only !== undefined && more.length === 0 ? this.#filledFunction(only, scope) : undefined;
    return (
      filled ?? Object.fromEntries(entries.map(([name, item]) => [name, this.fill(item, scope)]))
    );
  }

  /** Returns undefined for a value that is not a reference, and for a reference that stays unchanged. */
  #filledFunction([name, argument]: readonly [string, unknown], scope: Scope): unknown {
    switch (name) {
      case 'Ref':
        return this.#valueOf(String(argument), undefined, scope);
      case 'Fn::GetAtt': {
        const [id = '', ...attribute] = [argument].flat().join('.').split('.');
        return this.#valueOf(id, attribute.join('.'), scope);
      }
      case 'Fn::Sub': {
        const text = String(argument).replaceAll(
          SUBSTITUTION,
          (reference, id: string, attribute?: string) =>
            this.#valueOf(id, attribute, scope) ?? reference,
        );
        return typeof argument === 'string' ? { 'Fn::Sub': text } : undefined;
      }
      case 'Fn::ImportValue':
        return this.#output((_, { Export }) => Export?.Name === argument);
      case 'Fn::GetStackOutput': {
        const { StackName, OutputName } = { ...Object(argument) };
        return this.#output(
          (stackName, _, outputName) => stackName === StackName && outputName === OutputName,
        );
      }
      default:
        return undefined;
    }
  }

  #valueOf(id: string, attribute: string | undefined, scope: Scope): string | undefined {
    const { template, kept } = scope;
    if (id.startsWith('AWS::') || kept.has(id)) {
      return undefined;
    }
    const parameter = { ...Object(template.Parameters?.[id]) };
    if (parameter.Type === 'String' && typeof parameter.Default === 'string') {
      return parameter.Default;
    }
    const { Type = '', Properties = {} } = template.Resources[id] ?? {};
    const standIn = STAND_INS[Type] ?? OTHER;
    const chosen = Properties[standIn.nameProperty ?? ''];
    const name = typeof chosen === 'string' ? chosen : (standIn.nameOf?.(id, attribute) ?? id);
    const isArn = attribute === undefined ? standIn.refIsArn : /Arn$/.test(attribute);
    return isArn ? this.#arn(standIn.arnOf(name)) : name;
  }

  #arn(resource: string): string {
    const { partition, region, accountId } = this.#account;
    const filled = resource.replace('REGION', region).replace('ACCOUNT', accountId);
    return `arn:${partition}:${filled}`;
  }

  /** The value of the first output for which `isMeant` returns true. */
  #output(
    isMeant: (stackName: string, output: TemplateOutput, outputName: string) => boolean,
  ): unknown {
    for (const { stackName, template } of this.#stacks) {
      for (const [name, output] of Object.entries<TemplateOutput>(template.Outputs ?? {})) {
        if (isMeant(stackName, output, name)) {
          return this.fill(output.Value, { template, kept: new Set() });
        }
      }
    }
    throw new Error('The broker uses an output of a stack that is not in the cloud assembly.');
  }
}

/** Ends like the source, because the CDK ends logical ids and names of exports with a hash that makes them unique. */
function bucketNameOf(source: string): string {
  return source
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-BUCKET_NAME_MAX);
}

function identityNameOf(logicalId: string): string {
  return logicalId.slice(-IDENTITY_NAME_MAX);
}

/** Derived from the logical id, so every run gets the same UUID. */
function uuidOf(logicalId: string): string {
  const digits = createHash('sha256').update(logicalId).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
