import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type CacheEntry, formatCacheEntry, isFresh, parseCacheEntry } from './cache-entry.ts';
import { whileLocked } from './cache-lock.ts';
import { codeOf, Failure } from './failure.ts';
import type { Host } from './host.ts';
import type { IssuedCredentials } from './issued-credentials.ts';
import {
  makePrivateFolder,
  readPrivateFile,
  UntrustedFile,
  writePrivateFile,
} from './private-file.ts';

/** Federation tokens live at most 36 hours: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const LIFETIME_MAX_MILLISECONDS = 36 * 60 * 60 * 1_000;

/** Everything that distinguishes one request for credentials from another. */
export type CacheKey = readonly (string | number | undefined)[];

/** Keeps the credentials of earlier requests, one file each, that only this user can read. */
export class CredentialCache {
  readonly #folder: string;
  readonly #host: Host;

  constructor(host: Host) {
    const { XDG_CACHE_HOME = '' } = host.env;
    // https://specifications.freedesktop.org/basedir/latest/: "All paths set in these environment variables must be absolute."
    const parent = path.isAbsolute(XDG_CACHE_HOME)
      ? XDG_CACHE_HOME
      : path.join(host.homeFolder, '.cache');
    this.#folder = path.join(parent, 'fedbroker');
    this.#host = host;
  }

  /**
   * Returns credentials from the cache, or new ones. If several processes need the same credentials at once, one of them calls
   * `issue`. If the cache cannot be used, it writes a warning and returns new credentials.
   *
   * Throws what `issue` throws.
   */
  async get(key: CacheKey, issue: () => Promise<IssuedCredentials>): Promise<IssuedCredentials> {
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
    const file = path.join(this.#folder, name);
    let issued: IssuedCredentials | undefined;
    try {
      await makePrivateFolder(this.#folder, this.#host.userId);
      return (
        (await this.#read(file)) ??
        (await whileLocked(`${file}.lock`, this.#host, async () => {
          const kept = await this.#read(file);
          if (kept !== undefined) {
            return kept;
          }
          issued = await issue();
          await this.#write(file, issued);
          return issued;
        }))
      );
    } catch (error) {
      if (error instanceof Failure) {
        throw error;
      }
      const reason = error instanceof UntrustedFile ? error.message : codeOf(error);
      await this.#warn(`cannot use the cache ${this.#folder} (${reason}); continuing without it`);
      return issued ?? issue();
    }
  }

  async #read(file: string): Promise<IssuedCredentials | undefined> {
    try {
      const text = await readPrivateFile(file, this.#host.userId);
      const entry = text === undefined ? undefined : parseCacheEntry(text);
      if (text !== undefined && entry === undefined) {
        throw new UntrustedFile('it is damaged');
      }
      return entry !== undefined && isFresh(entry, this.#host.now())
        ? entry.credentials
        : undefined;
    } catch (error) {
      if (!(error instanceof UntrustedFile)) {
        throw error;
      }
      await rm(file, { force: true });
      await this.#warn(`removed the cache entry ${file}: ${error.message}`);
      return undefined;
    }
  }

  async #write(file: string, credentials: IssuedCredentials): Promise<void> {
    const entry: CacheEntry = { credentials, issuedAt: this.#host.now().toISOString() };
    await writePrivateFile(file, formatCacheEntry(entry));
    await this.#sweep();
  }

  /** Removes files that are too old to hold valid credentials, and those that killed processes left behind. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const modified = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      if (modified < this.#host.now().getTime() - LIFETIME_MAX_MILLISECONDS) {
        await rm(file, { force: true });
      }
    }
  }

  async #warn(sentence: string): Promise<void> {
    await this.#host.stderr.write(`fedbroker: ${sentence}\n`).catch(() => undefined);
  }
}
