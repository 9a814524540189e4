import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { type FunctionSettings, type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { createOperator } from '../../../tools/local/sample-callers.ts';
import type { ApiCredentials } from '../../../tools/local/signed-fetch.ts';
import { ChangedAssembly, type Template } from '../../rotation/changed-assembly.ts';
import { ISSUER, refusalOf } from '../test-broker.ts';

export const ALLOW_ALL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

export const DENY_ALL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
};

/** A trust policy with which every principal of the account may assume a role if its own policies allow that. */
export const TRUST_ACCOUNT = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root', Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** Source code of a function that returns the credentials of its role. */
const LEAKS_CREDENTIALS = `exports.handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;

/** Attacks by the permission that each uses. An attack fails if the permission does not give what docs/security.md says. */
export type Attacks = Readonly<Record<string, (broker: AttackedBroker) => Promise<void>>>;

/** A bucket outside all grants and the ceiling. */
const OUTSIDE = 'outside';

/** The fixture's broker in a local AWS, and an operator whose own policy allows everything. */
export class AttackedBroker {
  readonly local: LocalAws;
  readonly operator: ApiCredentials;
  readonly template: Template;
  /** The broker access key. */
  key: ApiCredentials = { accessKeyId: '', secretAccessKey: '' };
  readonly #assembly: ChangedAssembly;
  readonly #folders: string[] = [];
  #stack: Stack;

  private constructor(assembly: ChangedAssembly, local: LocalAws, stack: Stack) {
    this.#assembly = assembly;
    this.template = assembly.template;
    this.local = local;
    this.#stack = stack;
    this.operator = createOperator(local);
    local.s3.createBucket(OUTSIDE);
  }

  static async start(): Promise<AttackedBroker> {
    const assembly = await ChangedAssembly.synthesize();
    const local = await startLocalAws({ onWarning: () => undefined });
    const stack = await local.deploy(assembly.with(assembly.template));
    await local.secretsManager.rotationSettled(stack.outputs.BrokerAccessKeySecretArn ?? '');
    const broker = new AttackedBroker(assembly, local, stack);
    const { arn } = broker.role('BrokerFunctionRole');
    const { sts } = local;
    broker.key = await broker.readKey(sts.assumeRoleAsService(arn, 'lambda.amazonaws.com', 'test'));
    return broker;
  }

  async close(): Promise<void> {
    await this.local.close();
    this.#assembly.remove();
    for (const folder of this.#folders) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Updates the stack, in place of changing its resources with single API calls. */
  async change(template: Template): Promise<void> {
    this.#stack = await this.local.deploy(this.#assembly.with(template));
  }

  get secretArn(): string {
    return this.#stack.outputs.BrokerAccessKeySecretArn ?? '';
  }

  name(logicalId: string): string {
    return this.#stack.resources.get(logicalId)?.physicalId ?? '';
  }

  attribute(logicalId: string, attribute: string): string {
    return this.#stack.resources.get(logicalId)?.attributes[attribute] ?? '';
  }

  get user() {
    return this.local.identities.users.get(this.name('BrokerUser'));
  }

  role(logicalId: string) {
    return this.local.identities.roles.get(this.name(logicalId));
  }

  /** Returns options for an AWS client with these credentials. */
  as(credentials: ApiCredentials) {
    return { region: this.local.account.region, endpoint: this.local.endpointUrl, credentials };
  }

  /** Assumes a role as the operator. */
  assumeAsOperator(roleArn: string): ApiCredentials {
    const input = { roleArn, roleSessionName: 'operator' };
    return this.local.sts.assumeRole(this.#operatorPrincipal, input).credential;
  }

  /** Writes to a log group as the operator. */
  writeLog(logGroup: string, message: string, stream = 'attack'): void {
    const timestamp = Date.now();
    this.local.logs.deliver(this.#operatorPrincipal, logGroup, stream, [{ timestamp, message }]);
  }

  createRole(roleName: string) {
    return this.local.identities.roles.create({
      roleName,
      assumeRolePolicyDocument: TRUST_ACCOUNT,
    });
  }

  /** Deletes a role, and creates one with the same name that the whole account may assume and that may do everything. */
  replaceRole(logicalId: string) {
    const { roleName, policies } = this.role(logicalId);
    for (const name of policies.inlinePolicyNames) {
      policies.deleteInline(name);
    }
    this.local.identities.roles.delete(roleName);
    const role = this.createRole(roleName);
    role.policies.putInline('All', ALLOW_ALL);
    return role;
  }

  /** Returns the template after a change of one resource's properties. */
  with(logicalId: string, properties: object): Template {
    const resource = this.template.Resources[logicalId];
    if (resource === undefined) {
      throw new Error(`The template has no ${logicalId}.`);
    }
    const changed = { ...resource, Properties: { ...resource.Properties, ...properties } };
    return { ...this.template, Resources: { ...this.template.Resources, [logicalId]: changed } };
  }

  get #operatorPrincipal() {
    const { userName, arn, userId } = this.local.identities.users.get('operator');
    const { accountId } = this.local.account;
    const { accessKeyId } = this.operator;
    return { kind: 'user' as const, accountId, userName, arn, userId, accessKeyId };
  }

  /** Returns the settings of a function that returns the credentials of this role. */
  leakingFunction(functionName: string, roleArn: string): FunctionSettings {
    return {
      functionName,
      codeFolder: this.codeFolder(LEAKS_CREDENTIALS),
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      roleArn,
      timeoutSeconds: 10,
      memorySizeMb: 128,
      variables: {},
      logging: { logGroup: this.name('BrokerFunctionLogs'), format: 'JSON' },
    };
  }

  codeFolder(code: string): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'attack-'));
    this.#folders.push(folder);
    writeFileSync(path.join(folder, 'index.js'), code);
    return folder;
  }

  /** Invokes a function with any event, as a principal that may invoke the function. */
  async invoke<T>(functionArn: string, event: unknown): Promise<T> {
    const { payload } = await this.local.functions.invokeAsDeployer(functionArn, event);
    return payload as T;
  }

  /** Reads the broker access key. */
  async readKey(credentials: ApiCredentials): Promise<ApiCredentials> {
    const client = new SecretsManagerClient(this.as(credentials));
    const { SecretString = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: this.secretArn, VersionStage: 'AWSCURRENT' }),
    );
    return JSON.parse(SecretString);
  }

  /** Lists a bucket outside the ceiling with a session of the key whose session policy allows everything. Returns the refusal. */
  async reachesOutside(): Promise<string> {
    const { Credentials } = await new STSClient(this.as(this.key)).send(
      new GetFederationTokenCommand({ Name: 'anybody', Policy: JSON.stringify(ALLOW_ALL) }),
    );
    const s3 = new S3Client(
      this.as({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken,
      }),
    );
    return refusalOf(s3.send(new ListObjectsV2Command({ Bucket: OUTSIDE })));
  }

  /** Requests credentials as alice, with a token. Returns the HTTP status. */
  async issueStatus(): Promise<number> {
    const issuer = await this.local.oidc.issuer(ISSUER);
    const claims = { sub: 'alice', aud: 'broker' };
    const url = `${this.attribute('JwtApi', 'ApiEndpoint')}/federation-tokens`;
    const { status } = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: await issuer.token(claims, { lifetimeSeconds: 3600 }),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ Target: 's3://homes/home/alice/*', Permission: 'READ' }),
    });
    return status;
  }
}
