/**
 * Every type that a reviewed stack may have, with the properties that the page shows as statements. The page shows all
 * other properties as settings. It refuses a type that is missing here, because such a resource could give permissions
 * without a statement.
 */
export const STATEMENT_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::ApiGatewayV2::Api', []],
  ['AWS::ApiGatewayV2::ApiMapping', []],
  ['AWS::ApiGatewayV2::Authorizer', []],
  ['AWS::ApiGatewayV2::DomainName', []],
  ['AWS::ApiGatewayV2::Integration', []],
  ['AWS::ApiGatewayV2::Route', []],
  ['AWS::ApiGatewayV2::Stage', []],
  ['AWS::CloudWatch::Alarm', []],
  ['AWS::CloudWatch::Dashboard', []],
  ['AWS::IAM::ManagedPolicy', ['PolicyDocument']],
  ['AWS::IAM::Role', ['AssumeRolePolicyDocument', 'Policies']],
  ['AWS::IAM::User', []],
  ['AWS::Lambda::Function', []],
  [
    'AWS::Lambda::Permission',
    ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  ],
  ['AWS::Logs::LogGroup', []],
  ['AWS::Logs::MetricFilter', []],
  ['AWS::SecretsManager::ResourcePolicy', ['ResourcePolicy']],
  ['AWS::SecretsManager::RotationSchedule', []],
  ['AWS::SecretsManager::Secret', []],
  ['Custom::AccessKeys', []],
]);

/** Properties that contain only text for people. They have no effect on what a deployed stack does. */
export const OMITTED_PROPERTIES: ReadonlySet<string> = new Set(['AlarmDescription', 'Description']);

/** Properties that give an identity permissions without a statement beside it. */
export const REFUSED_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::IAM::ManagedPolicy', ['Groups', 'Roles', 'Users']],
  ['AWS::IAM::Role', ['ManagedPolicyArns']],
  ['AWS::IAM::User', ['Groups', 'LoginProfile']],
]);
