import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';

const SECRET_BYTES = 32;

/** Secrets that the issuer gives out, and what each stands for. */
export class ExpiringSecrets<Meaning> {
  readonly #entries = new Map<string, { readonly meaning: Meaning; readonly expires: number }>();
  readonly #clock: Clock;
  readonly #lifetimeMilliseconds: number;

  constructor(clock: Clock, lifetimeSeconds: number) {
    this.#clock = clock;
    this.#lifetimeMilliseconds = lifetimeSeconds * 1_000;
  }

  add(meaning: Meaning, secret = randomBytes(SECRET_BYTES).toString('base64url')): string {
    const expires = this.#clock.now().getTime() + this.#lifetimeMilliseconds;
    this.#entries.set(secret, { meaning, expires });
    return secret;
  }

  get(secret: string | null | undefined): Meaning | undefined {
    const entry = this.#entries.get(secret ?? '');
    return entry !== undefined && this.#clock.now().getTime() < entry.expires
      ? entry.meaning
      : undefined;
  }

  /** Returns the meaning and forgets the secret, so that nobody can use it again. */
  take(secret: string | null | undefined): Meaning | undefined {
    const meaning = this.get(secret);
    this.#entries.delete(secret ?? '');
    return meaning;
  }
}
