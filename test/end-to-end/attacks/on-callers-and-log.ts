import type { AttackedBroker, Attacks } from './attacked-broker.ts';

/** Returns a forged event, which says that Ana sent a request to this API. */
function forgedEvent(apiId: string): object {
  const userArn = 'arn:aws:sts::111122223333:assumed-role/TeamA/ana';
  return {
    routeKey: 'POST /federation-tokens',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    body: JSON.stringify({ Target: 's3://reports/team-a/*', Permission: 'READ' }),
    requestContext: { requestId: 'forged', apiId, authorizer: { iam: { userArn } } },
  };
}

function forgedAnswer(broker: AttackedBroker, apiId: string) {
  return broker.invoke<{ statusCode: number; body: string }>(
    broker.attribute('BrokerFunction', 'Arn'),
    forgedEvent(apiId),
  );
}

/** Attacks that act as any caller, or that write to the audit log. */
export const ATTACKS_ON_CALLERS_AND_LOG: Attacks = {
  'lambda:InvokeFunction': async (broker) => {
    const { statusCode, body } = await forgedAnswer(broker, broker.name('IamApi'));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body).FederatedUser.Arn).toContain('federated-user/ana=');
  },

  'lambda:AddPermission': async (broker) => {
    const arn = broker.attribute('BrokerFunction', 'Arn');
    const service = 'scheduler.amazonaws.com';
    const { functions } = broker.local;
    const invoke = () => functions.invoke(arn, forgedEvent(broker.name('IamApi')), { service });
    await expect(invoke()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    const action = 'lambda:InvokeFunction';
    functions.addPermission(arn, { statementId: 'attack', action, principal: service });
    expect(await invoke()).toMatchObject({ payload: { statusCode: 200 } });
  },

  'lambda:CreateFunctionUrlConfig': async (broker) => {
    expect(await forgedAnswer(broker, 'idofafunctionurl')).toMatchObject({ statusCode: 403 });
  },

  'lambda:UpdateFunctionUrlConfig': async (broker) => {
    expect(await forgedAnswer(broker, 'idofafunctionurl')).toMatchObject({ statusCode: 403 });
  },

  'logs:PutLogEvents': async (broker) => {
    const logGroup = broker.name('BrokerFunctionLogs');
    const message = JSON.stringify({ event: 'TokenIssued', caller: { subject: 'nobody' } });
    broker.writeLog(logGroup, message);
    expect(broker.local.logs.query(logGroup, 'filter caller.subject = "nobody"')).toHaveLength(1);
  },

  'logs:CreateLogStream': async (broker) => {
    const logGroup = broker.name('BrokerFunctionLogs');
    broker.writeLog(logGroup, 'first', 'a-new-stream');
    const query = 'filter @logStream = "a-new-stream"';
    expect(broker.local.logs.query(logGroup, query)).toHaveLength(1);
  },
};
