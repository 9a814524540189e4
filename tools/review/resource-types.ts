/** How the page shows the properties of one type of resource. What is named here nowhere cannot be reviewed. */
export interface ResourceType {
  /** That give permissions: statements make them a part of the page. */
  readonly permissions: readonly string[];
  /** Shown as they stand. */
  readonly settings: readonly string[];
  /** Not shown, because they decide nothing that a reviewer signs. */
  readonly silent: readonly string[];
}

/** Every type that the page knows: what the stack is made of, and no more. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({
    'AWS::ApiGatewayV2::Api': {
      permissions: [],
      settings: ['Name', 'ProtocolType', 'DisableExecuteApiEndpoint'],
      silent: ['Description'],
    },
    'AWS::ApiGatewayV2::ApiMapping': {
      permissions: [],
      settings: ['ApiId', 'DomainName', 'Stage'],
      silent: [],
    },
    'AWS::ApiGatewayV2::Authorizer': {
      permissions: [],
      settings: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration', 'Name'],
      silent: [],
    },
    'AWS::ApiGatewayV2::DomainName': {
      permissions: [],
      settings: ['DomainName', 'DomainNameConfigurations'],
      silent: [],
    },
    'AWS::ApiGatewayV2::Integration': {
      permissions: [],
      settings: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion'],
      silent: ['Description'],
    },
    'AWS::ApiGatewayV2::Route': {
      permissions: [],
      settings: [
        'ApiId',
        'RouteKey',
        'AuthorizationType',
        'AuthorizerId',
        'AuthorizationScopes',
        'Target',
      ],
      silent: [],
    },
    'AWS::ApiGatewayV2::Stage': {
      permissions: [],
      settings: ['ApiId', 'StageName', 'AutoDeploy', 'DefaultRouteSettings', 'AccessLogSettings'],
      silent: ['Description'],
    },
    'AWS::CloudWatch::Alarm': {
      permissions: [],
      settings: [
        'Namespace',
        'MetricName',
        'Dimensions',
        'Statistic',
        'Period',
        'EvaluationPeriods',
        'ComparisonOperator',
        'Threshold',
        'TreatMissingData',
        'AlarmActions',
      ],
      silent: ['AlarmDescription'],
    },
    'AWS::CloudWatch::Dashboard': {
      permissions: [],
      settings: [],
      silent: ['DashboardBody'],
    },
    'AWS::IAM::ManagedPolicy': {
      permissions: ['PolicyDocument'],
      settings: ['ManagedPolicyName'],
      silent: ['Description'],
    },
    'AWS::IAM::Role': {
      permissions: ['AssumeRolePolicyDocument', 'Policies'],
      settings: [],
      silent: ['Description'],
    },
    'AWS::IAM::User': {
      permissions: [],
      settings: ['ManagedPolicyArns', 'PermissionsBoundary'],
      silent: [],
    },
    'AWS::Lambda::Function': {
      permissions: [],
      settings: [
        'Role',
        'Runtime',
        'Architectures',
        'Handler',
        'Timeout',
        'MemorySize',
        'ReservedConcurrentExecutions',
        'Environment',
        'LoggingConfig',
      ],
      // The code's hash would make every page stale at every change of code, and no reader can tell it from another:
      // deployed-code.ts holds it to the cloud assembly.
      silent: ['Code', 'Description'],
    },
    'AWS::Lambda::Permission': {
      permissions: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
      settings: [],
      silent: [],
    },
    'AWS::Logs::LogGroup': {
      permissions: [],
      settings: ['LogGroupName', 'RetentionInDays', 'KmsKeyId'],
      silent: [],
    },
    'AWS::Logs::MetricFilter': {
      permissions: [],
      settings: ['LogGroupName', 'FilterPattern', 'MetricTransformations'],
      silent: [],
    },
    'AWS::SecretsManager::ResourcePolicy': {
      permissions: ['ResourcePolicy'],
      settings: ['SecretId', 'BlockPublicPolicy'],
      silent: [],
    },
    'AWS::SecretsManager::RotationSchedule': {
      permissions: [],
      settings: ['SecretId', 'RotationLambdaARN', 'RotationRules'],
      silent: [],
    },
    'AWS::SecretsManager::Secret': {
      permissions: [],
      settings: ['SecretString', 'KmsKeyId'],
      silent: ['Description'],
    },
    'Custom::AccessKeys': {
      permissions: [],
      settings: ['ServiceToken', 'ServiceTimeout', 'UserName'],
      silent: [],
    },
  }),
);
