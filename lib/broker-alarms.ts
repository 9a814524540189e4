import { Alarm, type IAlarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Throttle } from '../core/configuration/configuration.ts';
import type { ApiMetrics, BrokerMetrics } from './broker-metrics.ts';

/** Days that a rotation may be late. Secrets Manager rotates within a day of the date, and retries a failed rotation. */
const ROTATION_GRACE_DAYS = 2;

/** Server errors in five minutes that raise the alarm. If there are fewer, clients recover by retrying. */
const SERVER_ERRORS = 5;

/**
 * The lowest number of requests in five minutes that raises an alarm. One person at work causes fewer requests, and must not
 * raise an alarm even if the throttle is low.
 */
const REQUESTS_MIN = 10;

/** An absolute address, because the alarms of other people's apps show it, too. */
const PAGE =
  'https://github.com/federation-broker/federation-broker/blob/main/docs/operations.md#alarms';

export interface BrokerAlarmsProps {
  readonly metrics: BrokerMetrics;
  readonly rotationDays: number;
  readonly throttle: Throttle;
  /** Its policy must let CloudWatch publish. Without a topic, alarms notify nobody. */
  readonly topic?: ITopic;
}

interface AlarmText {
  readonly happened: string;
  /** What to do first. */
  readonly first: string;
}

/**
 * The alarms. Each alarm evaluates periods of five minutes, and its description says what to do first.
 *
 * Most of these metrics count failures, so a period without data is good. The key's age is the exception: it is measured
 * only when the broker reads the key, so without data the alarm keeps its state.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class BrokerAlarms extends Construct {
  readonly alarms: readonly IAlarm[];
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: BrokerAlarmsProps) {
    super(scope, id);
    const { metrics, rotationDays, throttle } = props;
    this.#topic = props.topic;
    const requests = unusualRequests(throttle);
    this.alarms = [
      this.#alarm('RotationFailed', metrics.rotationErrors, 1, {
        happened: 'A rotation of the broker access key failed; the current key keeps working.',
        first: "read RotationStepFailed in the rotation function's log.",
      }),
      this.#alarm('NoUsableAccessKey', metrics.accessKeyUnavailable, 1, {
        happened: 'The broker has no access key that AWS accepts, and answers 503.',
        first: 'rotate now.',
      }),
      this.#accessKeyTooOld(metrics.accessKeyAge, rotationDays),
      this.#alarm('AwsAccessDenied', metrics.awsAccessDenied, 1, {
        happened: 'AWS denied the broker GetFederationToken or GetSecretValue.',
        first:
          "read RequestFailed in the broker function's log; see in CloudTrail who changed a policy.",
      }),
      this.#alarm('Throttled', metrics.throttledRequests, requests, {
        happened: `${requests} or more requests were answered with 429 within five minutes.`,
        first:
          "find the callers in the access log. If the broker function's log has Throttled, AWS throttled the broker.",
      }),
      ...metrics.apis.map((api) => this.#serverErrors(api)),
      this.#alarm('Denials', metrics.denials, requests, {
        happened: `No grant covered ${requests} or more requests within five minutes.`,
        first:
          "see in the broker function's log whether one caller was denied, or many callers who need the same grant.",
      }),
    ];
  }

  /**
   * Watches the age of the key in use. An alarm cannot watch for a missing rotation, because it looks back at most seven days
   * and rotations are up to a year apart. A broker that nobody calls reports no age.
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  #accessKeyTooOld(age: Metric, rotationDays: number): Alarm {
    const days = rotationDays + ROTATION_GRACE_DAYS;
    const text = {
      happened: `The broker access key is ${days} days old, and was due at ${rotationDays}.`,
      first:
        "rotate now; check that the secret's rotation is turned on and may invoke its function.",
    };
    return this.#alarm('AccessKeyTooOld', age, days, text, TreatMissingData.IGNORE);
  }

  /** API Gateway's count includes the function's failures, which it answers with 5xx. */
  #serverErrors({ api, serverErrors }: ApiMetrics): Alarm {
    return this.#alarm(`${api}ServerErrors`, serverErrors, SERVER_ERRORS, {
      happened: `${api} answered ${SERVER_ERRORS} or more requests with 5xx within five minutes.`,
      first:
        "read RequestFailed in the broker function's log, or integrationError in the access log.",
    });
  }

  #alarm(
    id: string,
    metric: Metric,
    threshold: number,
    { happened, first }: AlarmText,
    treatMissingData = TreatMissingData.NOT_BREACHING,
  ): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: `${happened} What to do first: ${first} See ${PAGE}`,
      metric,
      threshold,
      evaluationPeriods: 1,
      treatMissingData,
    });
    if (this.#topic !== undefined) {
      alarm.addAlarmAction(new SnsAction(this.#topic));
    }
    return alarm;
  }
}

/**
 * Requests in five minutes: as many as the throttle allows in one second.
 *
 * Anomaly detection would cost three metrics, learn for two weeks, and regard denials that happen every day as normal.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
function unusualRequests({ rateLimit }: Throttle): number {
  return Math.max(rateLimit, REQUESTS_MIN);
}
