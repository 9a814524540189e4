// Writes what a handler logs with console, as the Node.js runtime does.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
import { stdout } from 'node:process';
import { format as formatText } from 'node:util';
import { describeError } from './fault.mjs';

const SEVERITY = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };
const METHOD_LEVELS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
};

function jsonLine(level, requestId, values) {
  const error = values.find((value) => value instanceof Error);
  const details = error && describeError(error);
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level,
    requestId,
    ...(details && {
      errorType: details.errorType,
      errorMessage: details.errorMessage,
      stackTrace: details.trace,
    }),
    message: values.length === 1 && !error ? values[0] : formatText(...values),
  });
}

/** One event is one line. Line breaks in a message become carriage returns, as in Lambda's runtime. */
function textLine(level, requestId, values) {
  const message = formatText(...values).replaceAll('\n', '\r');
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${message}`;
}

/** Replaces the methods of console. Returns the writer of the runtime's own errors. */
export function patchConsole(requestId, { format, level }) {
  const json = format === 'JSON';
  const least = SEVERITY[level] ?? (json ? SEVERITY.INFO : SEVERITY.TRACE);
  const write = (messageLevel, values) => {
    if (SEVERITY[messageLevel] >= least) {
      stdout.write(`${(json ? jsonLine : textLine)(messageLevel, requestId(), values)}\n`);
    }
  };
  for (const [method, messageLevel] of Object.entries(METHOD_LEVELS)) {
    console[method] = (...values) => write(messageLevel, values);
  }
  return (error) =>
    write('ERROR', json ? [error] : ['Invoke Error', JSON.stringify(describeError(error))]);
}
