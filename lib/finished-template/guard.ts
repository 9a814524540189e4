import { CfnResource } from 'aws-cdk-lib';
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
import { Portal } from '../portal.ts';
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
import { openRouteProblems } from './open-routes.ts';
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
 * Fails the synthesis if the finished templates give anybody more permissions than the broker's resources give now.
 * Aspects, context, tags and other code may change the resources after this call.
 *
 * Call it at the end of the constructor of the construct that contains all resources of the broker. If code adds a resource to
 * that construct later, the check treats the resource as foreign.
 *
 * The check is a validation of the construct tree: `synth({ skipValidation: true })` skips it.
 */
export function guardFinishedTemplate(broker: Construct): void {
  const guard = new FinishedTemplateGuard(broker);
  broker.node.addValidation({ validate: () => [...guard.problems()] });
}

class FinishedTemplateGuard {
  readonly #broker: Construct;
  readonly #own: readonly CfnResource[];
  readonly #sealed: readonly SealedResource[];
  readonly #portalFunctions: readonly CfnResource[];

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
    this.#portalFunctions = constructs
      .filter((each) => each instanceof Portal)
      .map((portal) => portal.function.handler.node.defaultChild)
      .filter(CfnResource.isCfnResource);
    keepBrokerUser(this.#user.resource, this.#user.given('permissionsBoundary'));
  }

  problems(): readonly string[] {
    const { home, all } = finishedStacks(this.#broker);
    const own = found(this.#own, home);
    const references = new References(all, own);
    return [
      ...this.#sealed.flatMap((each) => each.problems(home)),
      ...this.#referralProblems(home, all, own, references),
      ...openRouteProblems(own, found(this.#portalFunctions, home), references),
      ...macroProblems(home),
      ...stackTagProblems(home, all),
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

  #referralProblems(
    home: FinishedStack,
    stacks: readonly FinishedStack[],
    own: ReadonlySet<FinishedResource>,
    references: References,
  ): readonly string[] {
    const userPolicies = references.in(
      home.stack.resolve(this.#user.given('managedPolicyArns')),
      home,
    );
    const kinds = new Map(
      [...own].map((each) => [each, userPolicies.has(each) ? 'identity' : KINDS[each.type]]),
    );
    const others = stacks
      .flatMap(({ resources }) => [...resources.values()])
      // The resource of a nested stack only passes references on to the nested stack's own template, which this check also
      // reads.
      .filter((each) => !own.has(each) && nestedIn(each, stacks) === undefined);
    return others.flatMap((from) =>
      [...references.in(from.properties, from.in)].flatMap((to) => {
        const kind = kinds.get(to);
        const refers = (part: unknown) => references.in(part, from.in).has(to);
        return kind === undefined ? [] : (referralProblem(kind, { from, to, refers }) ?? []);
      }),
    );
  }
}

/** The resources in the finished template, as far as they still have their type. */
function found(
  resources: readonly CfnResource[],
  { resources: finished }: FinishedStack,
): ReadonlySet<FinishedResource> {
  return new Set(
    resources.flatMap((each) => {
      const resource = finished.get(logicalIdOf(each));
      return resource?.type === each.cfnResourceType ? [resource] : [];
    }),
  );
}

/**
 * The properties that the role and the function must have. This function repeats them, because an organization's property
 * injectors may have changed the props of the CDK's role and function.
 *
 * @throws Error if the app uses roles that somebody creates by hand, because no template shows their permissions
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
