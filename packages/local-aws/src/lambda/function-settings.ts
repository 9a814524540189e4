import type { Account } from '../account.ts';

/** A function as its creator describes it. */
export interface FunctionSettings {
  readonly functionName: string;
  /** The code. It is copied and never runs in this folder. */
  readonly codeFolder: string;
  /** `index.handler` */
  readonly handler: string;
  /** `nodejs24.x`. Every runtime runs on the Node.js of this process. */
  readonly runtime: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  /** Concurrent invocations. By default, as many as an unreserved function can have. */
  readonly reservedConcurrency?: number;
  /** The function's own environment variables, without Lambda's. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logging: FunctionLogging;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html */
export interface FunctionLogging {
  readonly logGroup: string;
  readonly format: 'Text' | 'JSON';
  /** The lowest level of the handler's lines. By default, that of the runtime. */
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
