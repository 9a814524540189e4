import { AwsError } from '../../aws-error.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export function malformedQuery(fault: string): AwsError {
  return new AwsError(
    'MalformedQueryException',
    `${fault} (the local AWS supports only a part of Logs Insights).`,
  );
}
