import { CfnResource, Stack } from 'aws-cdk-lib';
import {
  CfnRole,
  CfnUser,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { LeastPrivilegeFunction, POLICY_NAME } from '../least-privilege-function.ts';
import { keepBrokerUser } from './broker-user-aspect.ts';
import { cliTagProblems } from './cli-tags.ts';
import {
  type FinishedResource,
  type FinishedStack,
  finishedStacks,
  logicalIdOf,
  nestedIn,
  type Section,
} from './finished-stacks.ts';
import { macroProblems } from './macros.ts';
import { References } from './references.ts';
import { type ProtectedKind, referralProblem } from './referrers.ts';
import { isSealable, SealedResource } from './sealed-resource.ts';
import { stackTagProblems } from './stack-tags.ts';

const KINDS: Readonly<Record<string, ProtectedKind>> = {
  'AWS::ApiGatewayV2::Api': 'api',
  'AWS::IAM::Role': 'identity',
  'AWS::IAM::User': 'identity',
  'AWS::Lambda::Function': 'function',
  'AWS::SecretsManager::Secret': 'secret',
};

/**
 * Holds the broker's resources to what they are now, in the templates that are deployed: whatever aspects, context, tags
 * and other code do later either leaves them so or fails the synthesis with what to do.
 *
 * Call it at the end of the constructor of the construct that holds all of the broker's resources: what is made below that
 * construct later counts as somebody else's.
 *
 * It is a validation of the construct tree, which `synth({ skipValidation: true })` skips.
 */
export function guardFinishedTemplate(broker: Construct): void {
  const guard = new FinishedTemplateGuard(broker);
  broker.node.addValidation({ validate: () => [...guard.problems()] });
}

class FinishedTemplateGuard {
  readonly #broker: Construct;
  readonly #own: readonly CfnResource[];
  readonly #sealed: readonly SealedResource[];

  constructor(broker: Construct) {
    const constructs = broker.node.findAll();
    const required = new Map(
      constructs.filter((each) => each instanceof LeastPrivilegeFunction).flatMap(requirementsOf),
    );
    this.#broker = broker;
    this.#own = constructs.filter(CfnResource.isCfnResource);
    this.#sealed = this.#own
      .filter((each) => isSealable(each) || required.has(each))
      .map((each) => new SealedResource(each, required.get(each)));
    keepBrokerUser(this.#user.resource, this.#user.given('permissionsBoundary'));
  }

  problems(): readonly string[] {
    const stack = Stack.of(this.#broker);
    const stacks = finishedStacks(this.#broker);
    const inStack = stacks.filter((each) => each.stack === stack);
    return [
      ...inStack.flatMap((each) => this.#sealed.flatMap((sealed) => sealed.problems(each))),
      ...inStack.flatMap((each) => this.#referralProblems(each, stacks)),
      ...inStack.flatMap(macroProblems),
      ...inStack.flatMap((each) => stackTagProblems(each, stacks)),
      ...cliTagProblems(),
    ];
  }

  get #user(): SealedResource {
    const user = this.#sealed.find(({ resource }) => resource instanceof CfnUser);
    if (user === undefined) {
      throw new Error(`${this.#broker.node.path}: has no broker user to guard`);
    }
    return user;
  }

  #referralProblems(home: FinishedStack, stacks: readonly FinishedStack[]): readonly string[] {
    const own = new Set(
      this.#own.flatMap((each) => {
        const found = home.resources.get(logicalIdOf(each));
        return found?.type === each.cfnResourceType ? [found] : [];
      }),
    );
    const references = new References(stacks, own);
    const userPolicies = references.in(
      home.stack.resolve(this.#user.given('managedPolicyArns')),
      home,
    );
    const kindOf = (resource: FinishedResource) =>
      userPolicies.has(resource)
        ? 'identity'
        : own.has(resource)
          ? KINDS[resource.type]
          : undefined;
    const others = stacks
      .flatMap(({ resources }) => [...resources.values()])
      // A nested stack of the app passes references on; its template is looked at itself.
      .filter((resource) => !own.has(resource) && nestedIn(resource, stacks) === undefined);
    return others.flatMap((from) =>
      [...references.in(from.properties, from.in)].flatMap((to) => {
        const kind = kindOf(to);
        const refers = (part: unknown) => references.in(part, from.in).has(to);
        return kind === undefined ? [] : (referralProblem(kind, { from, to, refers }) ?? []);
      }),
    );
  }
}

/**
 * What the CDK's own constructs for roles and functions were asked for: the properties that they were given may come from
 * an organization's property injectors.
 *
 * @throws Error where the organization makes the roles of its apps by hand: their permissions are then in no template
 */
function requirementsOf({
  role,
  handler,
  permissions,
}: LeastPrivilegeFunction): readonly (readonly [CfnResource, Section])[] {
  const cfnRole = role.node.defaultChild;
  const cfnFunction = handler.node.defaultChild;
  if (!(cfnRole instanceof CfnRole && cfnFunction instanceof CfnFunction)) {
    throw new Error(
      `${role.node.path}: must be a role of this stack, whose permissions can be checked: ` +
        'exempt the broker from Role.customizeRoles()',
    );
  }
  const trust = new PolicyStatement({
    actions: ['sts:AssumeRole'],
    principals: [new ServicePrincipal('lambda.amazonaws.com')],
  });
  return [
    [
      cfnRole,
      {
        AssumeRolePolicyDocument: new PolicyDocument({ statements: [trust] }),
        ManagedPolicyArns: undefined,
        Policies: [
          {
            PolicyName: POLICY_NAME,
            PolicyDocument: PolicyDocument.fromJson(permissions.toJSON()),
          },
        ],
      },
    ],
    [cfnFunction, { Role: cfnRole.attrArn }],
  ];
}
