// The program that runs a function's code in its own process. It loads the handler, then requests one invocation after
// the other from the Runtime API.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { argv, env, exit, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { patchConsole } from './console.mjs';
import { describeError, RuntimeFault } from './fault.mjs';

/** Passed as an argument, because the environment belongs to the handler. */
const launch = JSON.parse(argv[2]);
const RUNTIME_API = `http://${launch.runtimeApi}/2018-06-01/runtime`;
const EXTENSIONS = ['.js', '.mjs', '.cjs'];
const FAULT_EXIT_CODE = 1;
const CALLBACK_HANDLER_PARAMETERS = 3;

let currentRequestId;
const logError = patchConsole(() => currentRequestId, {
  format: launch.logFormat,
  level: launch.logLevel,
});

/** Without an agent, because the server could close a kept connection while it is being reused. */
function call(method, resource, body) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${RUNTIME_API}${resource}`, { method, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.end(body);
  });
}

async function reportAndExit(error) {
  const resource = currentRequestId ? `/invocation/${currentRequestId}/error` : '/init/error';
  try {
    logError(error);
    await call('POST', resource, JSON.stringify(describeError(error)));
  } finally {
    exit(FAULT_EXIT_CODE);
  }
}

async function importModule(file) {
  try {
    return await import(pathToFileURL(file));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeFault('Runtime.UserCodeSyntaxError', String(error));
    }
    if (error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeFault('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

/** `folder/index.handler` is the export `handler` of `folder/index.js`, `.mjs` or `.cjs`. */
async function loadHandler(taskRoot, name) {
  const dot = name.lastIndexOf('.');
  const modulePath = name.slice(0, dot);
  const exportName = name.slice(dot + 1);
  const file = EXTENSIONS.map((extension) => path.join(taskRoot, modulePath + extension)).find(
    existsSync,
  );
  if (!file) {
    throw new RuntimeFault(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${modulePath}'`,
    );
  }
  const module = await importModule(file);
  const handler = module[exportName] ?? module.default?.[exportName];
  if (typeof handler !== 'function') {
    throw new RuntimeFault('Runtime.HandlerNotFound', `${name} is undefined or not a function`);
  }
  if (handler.length >= CALLBACK_HANDLER_PARAMETERS) {
    // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
    throw new RuntimeFault(
      'Runtime.CallbackHandlerDeprecated',
      `${name} takes a callback, but handlers of Node.js 24 functions must be async`,
    );
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: launch.functionName,
    functionVersion: launch.functionVersion,
    memoryLimitInMB: launch.memorySizeMb,
    logGroupName: launch.logGroup,
    logStreamName: launch.logStream,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function answer(handler, event, context) {
  const result = await handler(event, context);
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new RuntimeFault('Runtime.MarshalError', `Unable to stringify the response: ${error}`);
  }
}

async function handleNext(handler) {
  const { headers, text } = await call('GET', '/invocation/next');
  currentRequestId = headers['lambda-runtime-aws-request-id'];
  // AWS SDKs send it with every call: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const resource = `/invocation/${currentRequestId}`;
  let body;
  try {
    body = await answer(handler, JSON.parse(text), contextOf(headers));
  } catch (error) {
    logError(error);
    await call('POST', `${resource}/error`, JSON.stringify(describeError(error)));
    return;
  }
  await call('POST', `${resource}/response`, body);
}

// The local AWS was killed, so nobody reads the output. The function ends, too.
stdout.on('error', () => exit(FAULT_EXIT_CODE));
process.on('uncaughtException', reportAndExit);
process.on('unhandledRejection', (reason) =>
  reportAndExit(new RuntimeFault('Runtime.UnhandledPromiseRejection', String(reason))),
);

const handler = await loadHandler(launch.taskRoot, launch.handler).catch(reportAndExit);
for (;;) {
  await handleNext(handler);
}
