import { type LocalAws, type OidcIssuer, type Stack, startLocalAws } from 'local-aws';
import { ChangedAssembly, type Template } from '../rotation/changed-assembly.ts';
import { ISSUER } from './test-broker.ts';

const OTHER_ISSUER = 'https://other.example.com';

let assembly: ChangedAssembly;
let local: LocalAws;

beforeAll(async () => {
  assembly = await ChangedAssembly.synthesize();
});

beforeEach(async () => {
  local = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => local.close());

afterAll(() => assembly.remove());

/** What somebody with `apigateway:PATCH` could do to the deployed API. */
function withAuthorizer(template: Template, jwtConfiguration: object): Template {
  const [id, authorizer] =
    Object.entries(template.Resources).find(
      ([, { Type }]) => Type === 'AWS::ApiGatewayV2::Authorizer',
    ) ?? [];
  if (id === undefined || authorizer === undefined) {
    throw new Error('The fixture has no authorizer.');
  }
  const Properties = { ...authorizer.Properties, JwtConfiguration: jwtConfiguration };
  return { ...template, Resources: { ...template.Resources, [id]: { ...authorizer, Properties } } };
}

async function grantsStatus(stack: Stack, issuer: OidcIssuer, audience: string): Promise<number> {
  const url = stack.resources.get('JwtApi')?.attributes.ApiEndpoint;
  const token = await issuer.token({ sub: 'alice', aud: audience }, { lifetimeSeconds: 3600 });
  const { status } = await fetch(`${url}/grants`, { headers: { authorization: token } });
  return status;
}

test.each([
  ['the configured issuer and audience', ISSUER, 'broker', 200],
  ['another issuer', OTHER_ISSUER, 'broker', 403],
  ['another audience', ISSUER, 'another app', 403],
])(
  'an authorizer for %s is only accepted if the function was deployed with it',
  async (_, issuerUrl, audience, status) => {
    const issuer = await local.oidc.issuer(issuerUrl);
    const replaced = withAuthorizer(assembly.template, { Issuer: issuerUrl, Audience: [audience] });
    const stack = await local.deploy(assembly.with(replaced));
    await local.secretsManager.rotationSettled(stack.outputs.BrokerAccessKeySecretArn ?? '');
    expect(await grantsStatus(stack, issuer, audience)).toBe(status);
  },
);
