import type { Account } from '../account.ts';

/** A function as its creator describes it. */
export interface FunctionSettings {
  readonly functionName: string;
  /** Holds the code; copied, never run in place. */
  readonly codeFolder: string;
  /** `index.handler` */
  readonly handler: string;
  /** `nodejs24.x`; every one runs on the Node.js of this process. */
  readonly runtime: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  /** Invocations at the same time; where absent, as many as an unreserved function may have. */
  readonly reservedConcurrency?: number;
  /** The function's own environment variables alone. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logging: FunctionLogging;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html */
export interface FunctionLogging {
  readonly logGroup: string;
  readonly format: 'Text' | 'JSON';
  /** The least level of the handler's lines; the runtime's default where absent. */
  readonly applicationLevel?: (typeof LOG_LEVELS)[number];
}

export const FUNCTION_VERSION = '$LATEST';

/** https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export function functionArnOf(
  { partition, region, accountId }: Account,
  functionName: string,
): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
}
