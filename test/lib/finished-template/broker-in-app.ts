import { App, type AppProps, type CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnManagedPolicy, CfnUser } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import type { Construct, IConstruct } from 'constructs';
import {
  Authentication,
  FederationBroker,
  type FederationBrokerProps,
  Grants,
  Revocations,
} from '../../../lib/index.ts';
import { LeastPrivilegeFunction } from '../../../lib/least-privilege-function.ts';

/** A broker in a stack of somebody else's app. */
export class Broker extends FederationBroker {
  constructor(scope: Construct, id = 'FederationBroker', props: FederationBrokerProps = {}) {
    super(scope, id, {
      authentication: [
        Authentication.iam(),
        Authentication.jwt({ issuer: 'https://issuer.example.com', audience: 'broker' }),
      ],
      grants: Grants.fromFile('test/fixtures/stack/grants.json'),
      revocations: Revocations.of({
        federatedUser: 'User1',
        issuedBefore: '2026-11-21T20:00:00Z',
      }),
      ...props,
    });
  }

  get user(): CfnUser {
    return only(this, CfnUser);
  }

  get ceiling(): CfnManagedPolicy {
    return below(this, CfnManagedPolicy, /\/Ceiling$/);
  }

  get secret(): CfnSecret {
    return only(this, CfnSecret);
  }

  get api(): CfnApi {
    return below(this, CfnApi, /\/JwtApi\//);
  }

  get route(): CfnRoute {
    return below(this, CfnRoute, /\/JwtApi\/GetConsole$/);
  }

  /** The broker function. */
  get function(): LeastPrivilegeFunction {
    return below(this, LeastPrivilegeFunction, /\/BrokerFunction\/Resource$/);
  }
}

type Class<T> = abstract new (...args: never[]) => T;

/** Returns the only construct of this class whose path matches. */
export function below<T extends IConstruct>(scope: IConstruct, kind: Class<T>, path: RegExp): T {
  const [found, ...others] = scope.node
    .findAll()
    .filter((each): each is T => each instanceof kind)
    .filter(({ node }) => path.test(node.path));
  if (found === undefined || others.length > 0) {
    throw new Error(`there must be exactly one ${kind.name} at ${path}`);
  }
  return found;
}

function only<T extends IConstruct>(scope: IConstruct, kind: Class<T>): T {
  return below(scope, kind, /./);
}

/** Returns an app that does not bundle the functions, because these tests do not need their code. */
export function appWith(context: AppProps['context'] = {}): App {
  return new App({
    analyticsReporting: false,
    context: { [BUNDLING_STACKS]: [], ...context },
  });
}

/** Returns the problems for which the synthesis fails, or an empty list if it succeeds. */
export function problemsOf(app: App): readonly string[] {
  try {
    app.synth();
    return [];
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Validation failed')) {
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    }
    throw error;
  }
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>
  >;
}

/** @throws Error if the synthesis fails */
export function templateOf(stack: Stack): Template {
  const app = stack.node.root;
  if (!(app instanceof App)) {
    throw new Error('no app');
  }
  return app.synth().getStackArtifact(stack.artifactId).template;
}

export function propertiesOf(resource: CfnResource): Record<string, unknown> {
  const logicalId = resource.stack.resolve(resource.logicalId);
  return templateOf(resource.stack).Resources[logicalId]?.Properties ?? {};
}
