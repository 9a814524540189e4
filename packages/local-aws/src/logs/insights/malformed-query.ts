import { AwsError } from '../../aws-error.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export function malformedQuery(fault: string): AwsError {
  return new AwsError(
    'MalformedQueryException',
    `${fault} (of Logs Insights, the local AWS has a part).`,
  );
}
