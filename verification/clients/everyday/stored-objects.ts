import { GetObjectCommand, HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import type { RunningBroker } from '../../../tools/local/run-broker.ts';
import { BUCKET } from '../clients.ts';
import { type Command, outcomeOf } from '../command.ts';

/** Reads the stored objects after a client ran, because some clients exit with 0 although they changed nothing. */
export class StoredObjects {
  readonly #s3: S3Client;

  private constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  /**
   * Opens the objects in the person's home folder.
   *
   * @param fedbroker the words that run the command-line client
   */
  static async in(
    home: string,
    { local }: RunningBroker,
    fedbroker: Command,
    env: NodeJS.ProcessEnv,
  ): Promise<StoredObjects> {
    const { endpointUrl, account } = local;
    const options = ['--permission', 'READ', '--format', 'json', '--no-cache'];
    const command = [...fedbroker, 'credentials', `s3://${BUCKET}/${home}`, ...options];
    const { output } = await outcomeOf(command, { ...env, AWS_REGION: account.region });
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(output);
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return new StoredObjects(
      new S3Client({ endpoint: endpointUrl, region: account.region, credentials }),
    );
  }

  async exists(key: string): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) {
        return false;
      }
      throw error;
    }
  }

  async holds(key: string, content: Buffer): Promise<boolean> {
    if (!(await this.exists(key))) {
      return false;
    }
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Body !== undefined && content.equals(await Body.transformToByteArray());
  }

  close(): void {
    this.#s3.destroy();
  }
}
