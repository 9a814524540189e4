import { type Finding, finding } from './finding.ts';
import { isAllowed, type StandInStack } from './stand-in-stack.ts';

/** What each function is told of the stack around it; values in the notation of Fn::Sub. */
const VARIABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BrokerFunction: {
    ACCOUNT_ID: '111122223333',
    PARTITION: 'aws',
    NAME_CLAIM: 'preferred_username',
    BROKER_ACCESS_KEY_SECRET_ARN: '${BrokerAccessKeySecret}',
  },
  BrokerAccessKeyRotation: {
    BROKER_USER_NAME: '${BrokerUser}',
    BROKER_ACCESS_KEY_SECRET_ARN: '${BrokerAccessKeySecret}',
  },
  BrokerAccessKeyCleanup: {},
};

/** What reaches the functions' code, and where Lambda writes what it says, with the function's own role. */
export function functionFindings(stack: StandInStack): readonly Finding[] {
  const perFunction = Object.entries(VARIABLES).flatMap(([logicalId, expected]) => {
    const { variables } = stack.functions.settingsOf(stack.filled(`\${${logicalId}}`));
    const names = new Set([...Object.keys(expected), ...Object.keys(variables)]);
    const wrong = [...names].filter(
      (name) => variables[name] !== stack.filled(expected[name] ?? 'nothing'),
    );
    return [
      ...wrong.map((name) => finding(`${logicalId} is told a wrong ${name}`)),
      ...(writesLog(stack, logicalId) ? [] : [finding(`${logicalId} cannot write its log`)]),
    ];
  });
  return [...perFunction, ...cleanupFindings(stack)];
}

function writesLog({ authorizer, filled, functions, sts }: StandInStack, logicalId: string) {
  const { roleArn, logging } = functions.settingsOf(filled(`\${${logicalId}}`));
  const { principal } = sts.assumeRoleAsService(roleArn, 'lambda.amazonaws.com', 'probe');
  return isAllowed(() =>
    authorizer.authorize({
      principal,
      action: 'logs:PutLogEvents',
      resource: `arn:aws:logs:us-east-1:111122223333:log-group:${logging.logGroup}:log-stream:any`,
      resourceAccount: '111122223333',
    }),
  );
}

/** CloudFormation tells the cleanup whose keys it is about. */
function cleanupFindings({ functions, filled }: StandInStack): readonly Finding[] {
  const cleanup = filled('${BrokerAccessKeyCleanup.Arn}');
  const told = functions.invocations
    .filter(({ functionArn }) => functionArn === cleanup)
    .map(({ payload }) => payload as { ResourceProperties?: { UserName?: string } });
  return told[0]?.ResourceProperties?.UserName === filled('${BrokerUser}')
    ? []
    : [finding('The cleanup is not told of the broker user')];
}
