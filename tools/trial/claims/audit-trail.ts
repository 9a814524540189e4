import { callJson } from '../aws-call.ts';
import { type Claim, judge, notTried } from '../claim.ts';

export const cloudTrail: Claim = {
  id: 'cloudtrail-names-broker',
  claim: 'CloudTrail shows each GetFederationToken with the user agent federation-broker',
  page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html',
  command:
    'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=GetFederationToken',
  readsOnly: true,
  async try(trial) {
    if (trial.account.isLocal) {
      return notTried('the local AWS has no CloudTrail');
    }
    const attribute = { AttributeKey: 'EventName', AttributeValue: 'GetFederationToken' };
    const { Events } = await callJson(trial.account, 'cloudtrail', 'LookupEvents', {
      LookupAttributes: [attribute],
    });
    const [userName] = trial.stack.resources.get('AWS::IAM::User') ?? [];
    const own = Events.filter(({ Username }: { Username?: string }) => Username === userName);
    if (own.length === 0) {
      return notTried('events take up to 15 minutes to appear: run the command then');
    }
    const agents = new Set(
      own.map(
        ({ CloudTrailEvent }: { CloudTrailEvent: string }) => JSON.parse(CloudTrailEvent).userAgent,
      ),
    );
    return judge(agents.has('federation-broker'), [...agents].join(', '));
  },
};
