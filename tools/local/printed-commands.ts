import path from 'node:path';
import type { ListResponse } from '../../core/responses/list-response.ts';
import { shellWord } from '../shell-word.ts';
import { awsConfigIn } from './client-files.ts';
import type { SampleRequest } from './sample-request.ts';
import type { ApiAnswer } from './signed-fetch.ts';

const KEYS_SHOWN = 5;

interface LocalRun {
  /** The folder with the files of the local run. */
  readonly folder: string;
  readonly endpointUrl: string;
  /** The command that runs the command-line client. Undefined if the client is not installed. */
  readonly client: string | undefined;
}

/** Commands for bash and zsh that work as printed, in the folder where `npm start` runs. */
export class PrintedCommands {
  readonly #sample: SampleRequest;
  readonly #folder: string;
  readonly #endpointUrl: string;
  readonly #client: string | undefined;

  constructor(sample: SampleRequest, { folder, endpointUrl, client }: LocalRun) {
    this.#sample = sample;
    this.#folder = folder;
    this.#endpointUrl = endpointUrl;
    this.#client = client;
  }

  /** Commands that the grants allow. The first lines show an example listing through the API. */
  async allowed(): Promise<readonly string[]> {
    const { client, prefix, bucket, target } = this.#sample;
    return [
      ...(await this.#listing()),
      `List the grants of ${client.name}:`,
      `  ${this.#curl('/grants')}`,
      `Get credentials for ${target}:`,
      `  ${this.#tokenCommand(target)}`,
      'List the folder with issued credentials, by the AWS CLI:',
      `  ${this.#aws(prefix)}`,
      ...this.#withClient('The same with the command-line client:', [
        'grants',
        `ls ${shellWord(`s3://${bucket}/${prefix}`)}`,
      ]),
    ];
  }

  /** Commands that the broker or Amazon S3 refuses, because they request another caller's folder. */
  async refused(): Promise<readonly string[]> {
    const { client, bucket, refusedPrefix, refusedTarget } = this.#sample;
    const { body } = await client.call('/federation-tokens', readRequest(refusedTarget));
    return [
      `${client.name} asks for another folder: ${messageOf(body)}`,
      `  ${this.#tokenCommand(refusedTarget)}`,
      'The credentials from above do not reach it: AccessDenied from Amazon S3.',
      `  ${this.#aws(refusedPrefix)}`,
      ...this.#withClient('The command-line client says what the grants lack:', [
        `explain ${shellWord(`s3://${bucket}/${refusedPrefix}`)}`,
      ]),
    ];
  }

  async #listing(): Promise<readonly string[]> {
    const { client, bucket, prefix } = this.#sample;
    const route = `/buckets/${bucket}/keys?prefix=${encodeURIComponent(prefix)}&max-keys=${KEYS_SHOWN}`;
    const { status, body } = await client.call(route);
    if (status !== 200) {
      throw new Error(`The broker listed no keys: ${JSON.stringify(body)}`);
    }
    return [
      `${client.name} requests GET ${client.apiUrl}${route}`,
      ...(body as ListResponse).Contents.map(
        ({ Key, ETag, Size }) => `  ${Key} => ${ETag} (${Size} bytes)`,
      ),
    ];
  }

  #curl(route: string): string {
    const { name, apiUrl } = this.#sample.client;
    return `curl -K ${shellWord(curlConfigOf(this.#folder, name))} ${apiUrl}${route}`;
  }

  #tokenCommand(target: string): string {
    const request = JSON.stringify(readRequest(target));
    return `${this.#curl('/federation-tokens')} -d ${shellWord(request)}`;
  }

  /**
   * Without `--endpoint-url`, old versions of the AWS CLI would call AWS. Version 2.9 in Debian 12, for example, ignores the
   * endpoint in a profile.
   */
  #aws(prefix: string): string {
    const { bucket, client } = this.#sample;
    const profile = shellWord(issuedProfileOf(client.name));
    const start = `AWS_CONFIG_FILE=${awsConfigIn(this.#folder)} aws --endpoint-url ${this.#endpointUrl}`;
    return `${start} s3 ls ${shellWord(`s3://${bucket}/${prefix}`)} --profile ${profile}`;
  }

  #withClient(title: string, commands: readonly string[]): readonly string[] {
    if (this.#client === undefined) {
      return [];
    }
    const { name, apiUrl } = this.#sample.client;
    const [variable, option] =
      this.#sample.kind === 'iam'
        ? [`AWS_CONFIG_FILE=${awsConfigIn(this.#folder)}`, ` --profile ${shellWord(name)}`]
        : [`FEDBROKER_TOKEN_FILE=${shellWord(tokenFileOf(this.#folder, name))}`, ''];
    const start = `${variable} FEDBROKER_URL=${apiUrl} ${this.#client}`;
    return [title, ...commands.map((command) => `  ${start} ${command}${option}`)];
  }
}

export function askForTarget({ client, target }: SampleRequest): Promise<ApiAnswer> {
  return client.call('/federation-tokens', readRequest(target));
}

/** The profile with the credentials that the broker issued to the caller. */
export function issuedProfileOf(name: string): string {
  return `issued-to-${name}`;
}

export function curlConfigOf(folder: string, name: string): string {
  return path.join(folder, `curlrc-${name}`);
}

export function tokenFileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.jwt`);
}

function readRequest(target: string): object {
  return { Target: target, Permission: 'READ' };
}

function messageOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'Message' in body ? String(body.Message) : '';
}
