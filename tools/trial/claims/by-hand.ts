import { type Claim, notTried } from '../claim.ts';

/**
 * Claims that a program cannot try in every account, because they need a browser, an organization, another account, or
 * resources that others own.
 */
const POINTS: readonly (Pick<Claim, 'id' | 'claim' | 'command' | 'page'> & {
  readonly needs: string;
})[] = [
  {
    id: 'console-shows-folder',
    claim:
      'The console needs no more permissions than listing and reading to show the folder of a sign-in link',
    command: 'GET /console, then open the link. If the console shows errors, open an issue',
    needs: 'a browser',
  },
  {
    id: 'console-session-time',
    claim: 'A console session counts as issued with its link, not at the login',
    command:
      'get a sign-in link, revoke the person with --issued-before the current time, then open the link: the console must deny everything. If not, the 20 minutes that npm run revoke reaches ahead are needed',
    needs: 'a browser',
  },
  {
    id: 'permission-set',
    claim: 'A permission set accepts the caller policy by its name',
    command: 'attach STACKNAME-Caller as a customer managed policy, then GET /grants',
    page: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html',
    needs: 'IAM Identity Center',
  },
  {
    id: 'service-control-policy',
    claim: 'Deployments and rotations work under the service control policy of docs/security.md',
    command: 'attach it to the account, then npm run deploy with a changed grant, and rotate',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    needs: 'an organization',
  },
  {
    id: 'deployer-policy',
    claim:
      'Deployments, updates and the deletion work with the permissions of docs/deployer-policy.json',
    command:
      'npx cdk bootstrap --cloudformation-execution-policies as in docs/deployment.md, then npm run deploy, change the configuration, deploy again and delete the stack. If something fails with "is not authorized to perform", open an issue',
    page: 'https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html',
    needs: 'an account without administrator permissions for CloudFormation',
  },
  {
    id: 'alarm-notifies',
    claim: 'An alarm reaches the topic',
    command:
      'aws cloudwatch set-alarm-state --alarm-name "$ALARM" --state-value ALARM --state-reason test',
    needs: 'your topic',
  },
  {
    id: 'key-age-metric',
    claim: "The key's age becomes a metric",
    command:
      'aws cloudwatch list-metrics --namespace "FederationBroker/$STACK", some minutes after an issue: Issues and AccessKeyAge',
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html',
    needs: 'a broker that runs for some minutes',
  },
  {
    id: 'secret-changes',
    claim:
      'CloudFormation can change and drift-check the secret, although its policy denies GetSecretValue',
    command:
      'npm run deploy with another kmsKey, and aws cloudformation detect-stack-resource-drift for the secret',
    needs: 'a deployment whose key may change',
  },
  {
    id: 'bucket-elsewhere',
    claim: 'A listing of a bucket in another Region follows the redirect',
    command: 'GET /buckets/BUCKET/keys under a grant for a bucket in another Region',
    needs: 'a bucket in another Region',
  },
  {
    id: 'other-partitions',
    claim: 'The hosts of the console and kms:ViaService are right in aws-cn and aws-us-gov',
    command: 'npm run trial there, with --kms-key',
    needs: 'an account there',
  },
];

export const BY_HAND: readonly Claim[] = POINTS.map(({ needs, ...point }) => ({
  ...point,
  try: async () => notTried(`needs ${needs}`),
}));
