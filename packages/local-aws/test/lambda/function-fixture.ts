import path from 'node:path';
import { AwsError } from '../../src/aws-error.ts';
import type { Clock } from '../../src/clock.ts';
import type { FunctionSettings } from '../../src/lambda/function-settings.ts';
import type { FunctionHost } from '../../src/lambda/local-function.ts';
import type { InputLogEvent } from '../../src/logs/input-log-event.ts';

const FUNCTIONS = path.join(import.meta.dirname, '..', 'fixtures', 'functions');
const SESSION_MS = 3_600_000;

export const ACCOUNT = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/Probe';

/** A host whose clock, role and log the test controls. */
export class HostFixture implements FunctionHost {
  readonly account = ACCOUNT;
  readonly events: InputLogEvent[] = [];
  readonly warnings: string[] = [];
  readonly sessions: string[] = [];
  time = new Date('2026-11-21T20:00:00Z');
  refusal: AwsError | undefined;

  readonly clock: Clock = { now: () => this.time };
  readonly endpointUrl = () => 'http://127.0.0.1:4566';
  readonly issuerUrls = () => ({ 'https://id.example.com': 'http://127.0.0.1:4567/' });
  readonly onWarning = (message: string) => this.warnings.push(message);

  readonly assumeRole: FunctionHost['assumeRole'] = (roleArn, sessionName) => {
    if (roleArn !== ROLE_ARN) {
      throw new AwsError('AccessDenied', 'not assumable', 403);
    }
    const accessKeyId = `ASIA${String(this.sessions.length).padStart(16, '0')}`;
    this.sessions.push(sessionName);
    return {
      accessKeyId,
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: new Date(this.time.getTime() + SESSION_MS),
      principal: {
        kind: 'assumed-role',
        accountId: ACCOUNT.accountId,
        roleName: 'Probe',
        sessionName,
        arn: `arn:aws:sts::${ACCOUNT.accountId}:assumed-role/Probe/${sessionName}`,
        roleArn,
        userId: `AROAEXAMPLE:${sessionName}`,
        accessKeyId,
        issuedAt: this.time,
      },
    };
  };

  readonly deliverLogs: FunctionHost['deliverLogs'] = (_principal, _group, _stream, events) => {
    if (this.refusal) {
      throw this.refusal;
    }
    this.events.push(...events);
  };

  get messages(): readonly string[] {
    return this.events.map(({ message }) => message);
  }
}

export function settingsOf(overrides: Partial<FunctionSettings> = {}): FunctionSettings {
  const { codeFolder = 'probe' } = overrides;
  return {
    functionName: 'Probe',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    roleArn: ROLE_ARN,
    timeoutSeconds: 30,
    memorySizeMb: 128,
    variables: {},
    logging: { logGroup: '/aws/lambda/Probe', format: 'Text' },
    ...overrides,
    codeFolder: path.join(FUNCTIONS, codeFolder),
  };
}
