import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const REQUEST_MAX_MILLISECONDS = 10_000;
const ATTEMPTS_MAX = 3;
const WAIT_MAX_SECONDS = 5;

/** What went wrong, and what to do. Contains no token and no credentials. */
class Failure extends Error {}

async function main(env) {
  const url = apiUrl(requiredInput(env, 'url'));
  const request = requestOf(env);
  const token = await idToken(env, input(env, 'audience'));
  hide(token);
  const { Credentials, Accesses } = await issue(url, token, request);
  for (const secret of [Credentials.SecretAccessKey, Credentials.SessionToken]) {
    hide(secret);
  }
  setVariables(env.GITHUB_ENV, {
    AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials.SessionToken,
    ...regionOf(Accesses),
  });
  setVariables(env.GITHUB_OUTPUT, { expiration: Credentials.Expiration });
  printAsText([
    ...Accesses.map(
      ({ Permission, Target, GrantId }) =>
        `${Permission} on ${Target}: given by the grant ${GrantId}`,
    ),
    `The credentials expire at ${Credentials.Expiration}.`,
  ]);
}

/** The token must not leave the machine unencrypted. */
function apiUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (url === undefined || url.username !== '' || (url.protocol !== 'https:' && !isLocal)) {
    throw new Failure('The input url must begin with https://, and must not contain a user.');
  }
  return text.replace(/\/+$/, '');
}

/** The body of POST /federation-tokens. */
function requestOf(env) {
  const lines = input(env, 'accesses')
    .split('\n')
    .map((line) => line.trim());
  const accesses = lines.filter((line) => line !== '').map(accessIn);
  const target = input(env, 'target');
  if ((target === '') === (accesses.length === 0)) {
    throw new Failure(
      'Give either the input target, or the input accesses with one PERMISSION=TARGET a line.',
    );
  }
  const duration = input(env, 'duration-seconds');
  if (!/^\d*$/.test(duration)) {
    throw new Failure(
      `The input duration-seconds must be a number of seconds, was ${JSON.stringify(duration)}.`,
    );
  }
  return {
    ...(target === ''
      ? { Accesses: accesses }
      : { Target: target, Permission: input(env, 'permission') || 'READ' }),
    ...(duration === '' ? {} : { DurationSeconds: Number(duration) }),
  };
}

function accessIn(line) {
  const [, Permission, Target] = /^([A-Z]+)=(s3:\/\/.+)$/.exec(line) ?? [];
  if (Target === undefined) {
    throw new Failure(
      `Each line of the input accesses must be PERMISSION=TARGET, such as READ=s3://BUCKET/in/*, was ${JSON.stringify(line)}.`,
    );
  }
  return { Target, Permission };
}

/** Source: https://docs.github.com/actions/reference/security/oidc */
async function idToken(env, audience) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = env;
  if (!url || !secret) {
    throw new Failure(
      'GitHub gives this job no token. Add to the job: permissions: { id-token: write, contents: read }. The pull request of a fork gets none.',
    );
  }
  const { status, body } = await send('GitHub', `${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  if (status !== 200 || typeof body.value !== 'string') {
    throw new Failure(`GitHub gave no token (status ${status}). Run the job again later.`);
  }
  return body.value;
}

async function issue(url, token, request) {
  const { status, challenge, body } = await send('The broker', `${url}/federation-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (status === 200 && isIssued(body)) {
    return body;
  }
  const reason =
    typeof body.Code === 'string'
      ? brokerReason(body, token)
      : gatewayReason(status, body.message, challenge);
  throw new Failure(`The broker refused (status ${status}). ${reason}`);
}

function brokerReason({ Code, Message, RequestId }, token) {
  return `${Message} (request ${RequestId})${Code === 'AccessDenied' ? claimsAdvice(token) : ''}`;
}

/** GitHub's subjects have several forms, so a workflow cannot know what its token claims. */
function claimsAdvice(token) {
  const { sub, repository_id, ref } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  return ` Compare the grants for GitHub with the claims of this token: ${JSON.stringify({ sub, repository_id, ref })}`;
}

/** Only a `jwt` entry with a name has its name in the output. */
const URL_OUTPUT = "the output JwtApiUrl or JwtApiNAMEUrl of the broker's entry for GitHub";

/** API Gateway's answers do not say what to do. */
function gatewayReason(status, message, challenge) {
  if (status === 401) {
    const [, fault = 'its issuer or audience is another one'] =
      /error_description="([^"]*)"/.exec(challenge) ?? [];
    return `It does not accept the token: ${fault}. Compare the inputs url and audience with the broker's entry for GitHub.`;
  }
  if (status === 403) {
    return `This API needs an AWS signature, or a scope that tokens of GitHub do not have. The input url must be ${URL_OUTPUT}.`;
  }
  if (message === undefined || status === 404) {
    return `It is no Federation Broker. The input url must be ${URL_OUTPUT}, without a path.`;
  }
  return `${message}. Run the job again later.`;
}

/** Checks that each credential is one line, because the next line could be a command to the runner. */
function isIssued({ Credentials, Accesses }) {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Object(Credentials);
  return (
    Array.isArray(Accesses) &&
    [AccessKeyId, SecretAccessKey, SessionToken, Expiration].every(
      (text) => typeof text === 'string' && /^[\x20-\x7e]+$/.test(text),
    )
  );
}

/** Repeats a request that was throttled, or that did not arrive. */
async function send(who, url, options) {
  for (let attempt = 1; ; attempt++) {
    let answer;
    try {
      const signal = AbortSignal.timeout(REQUEST_MAX_MILLISECONDS);
      const response = await fetch(url, { ...options, signal, redirect: 'error' });
      answer = {
        status: response.status,
        wait: Number(response.headers.get('retry-after') ?? 1),
        challenge: response.headers.get('www-authenticate') ?? '',
        body: Object(await response.json().catch(() => ({}))),
      };
    } catch (error) {
      answer = { status: 503, wait: attempt, failure: error.cause?.code ?? error.name, body: {} };
    }
    const isTransient = [429, 500, 502, 503, 504].includes(answer.status);
    if (!isTransient || attempt === ATTEMPTS_MAX || !(answer.wait <= WAIT_MAX_SECONDS)) {
      if (answer.failure !== undefined) {
        throw new Failure(
          `${who} cannot be reached (${answer.failure}).${proxyAdvice(process.env)}`,
        );
      }
      return answer;
    }
    await sleep(answer.wait * 1_000);
  }
}

/** Source: https://nodejs.org/api/cli.html#node_use_env_proxy1 */
function proxyAdvice({ HTTPS_PROXY, https_proxy: lowerCase, NODE_USE_ENV_PROXY }) {
  return (lowerCase || HTTPS_PROXY) && NODE_USE_ENV_PROXY !== '1'
    ? ' To use the proxy in HTTPS_PROXY, add to this step: env: { NODE_USE_ENV_PROXY: 1 }'
    : '';
}

/** Programs need the Region of the bucket. If the buckets are in several, the job must say which it means. */
function regionOf(accesses) {
  const regions = new Set(accesses.map(({ Region }) => Region));
  const [region] = regions;
  return regions.size === 1 && region !== undefined
    ? { AWS_REGION: region, AWS_DEFAULT_REGION: region }
    : {};
}

/** A value may have several lines, so a line that nobody can guess ends it. */
function setVariables(file, variables) {
  if (!file) {
    throw new Failure('This is no job of GitHub Actions: GITHUB_ENV or GITHUB_OUTPUT is missing.');
  }
  for (const [name, value] of Object.entries(variables)) {
    const end = randomUUID();
    appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`);
  }
}

function hide(secret) {
  print(`::add-mask::${secret}`);
}

function input(env, name) {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function requiredInput(env, name) {
  const value = input(env, name);
  if (value === '') {
    throw new Failure(`The input ${name} is missing.`);
  }
  return value;
}

/**
 * Prints lines in which the runner looks for no commands, because the broker chose them.
 *
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
function printAsText(lines) {
  const end = randomUUID();
  print([`::stop-commands::${end}`, ...lines, `::${end}::`].join('\n'));
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

main(process.env).catch((error) => {
  const message =
    error instanceof Failure ? error.message : `Failed unexpectedly (${error.code ?? error.name}).`;
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  print(`::error::${escaped}`);
  process.exitCode = 1;
});
