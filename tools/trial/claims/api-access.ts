import { until } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import { answerText } from '../trial.ts';

/** The longest time that a newly attached policy takes to work. */
const PROPAGATION_SECONDS = 60;

export const invokeByRoute: Claim = {
  id: 'invoke-by-route',
  claim: 'API Gateway may invoke the function by the ARN of the route ($default/GET/grants)',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  command: 'curl --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" … "$IAM_API_URL/grants"',
  readsOnly: true,
  async try(trial) {
    const answer = await until(
      ({ status }) => status === 200,
      PROPAGATION_SECONDS,
      () => trial.call('/grants'),
    );
    return judge(answer.status === 200, answerText(answer));
  },
};

export const pathParameter: Claim = {
  id: 'caller-policy-path-parameter',
  claim:
    'The caller policy and the invoke permission match the $default stage and the path parameter',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html',
  command:
    'curl --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" … "$IAM_API_URL/buckets/BUCKET/keys?prefix=PREFIX/"',
  readsOnly: true,
  async try(trial) {
    const { bucket, prefix } = trial.folder;
    const answer = await until(
      ({ status }) => status === 200,
      PROPAGATION_SECONDS,
      () => trial.call(`/buckets/${bucket}/keys?prefix=${encodeURIComponent(prefix)}&max-keys=1`),
    );
    return judge(answer.status === 200, answerText(answer));
  },
};

export const unsignedRefused: Claim = {
  id: 'unsigned-refused',
  claim: 'API Gateway refuses an unsigned request itself, so that the function does not run',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html',
  command: 'curl "$IAM_API_URL/grants"',
  readsOnly: true,
  async try(trial) {
    const answer = await fetch(`${trial.output('IamApiUrl')}/grants`);
    const body = await answer.json();
    // Errors of the broker have a field `Code`. Errors of API Gateway have none.
    const isRefused = answer.status === 403 && !('Code' in Object(body));
    return judge(isRefused, answerText({ status: answer.status, body }));
  },
};
