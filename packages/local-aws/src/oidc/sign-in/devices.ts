import { randomInt } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { TokenScope } from './authorization-request.ts';
import { ExpiringSecrets } from './expiring-secrets.ts';
import { OAuthError } from './oauth-error.ts';
import type { Session } from './tokens.ts';

/** Seconds. */
export const DEVICE_CODE_SECONDS = 600;

/** No vowels, so that codes form no words. Source: https://datatracker.ietf.org/doc/html/rfc8628#section-6.1 */
const CODE_CHARACTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;

/** A program without a browser that waits until a person signs in elsewhere. */
export interface WaitingDevice extends TokenScope {
  readonly userCode: string;
  outcome?: Session | 'refused';
}

/** The devices that wait. Source: https://datatracker.ietf.org/doc/html/rfc8628 */
export class Devices {
  readonly #byDeviceCode: ExpiringSecrets<WaitingDevice>;
  readonly #byUserCode: ExpiringSecrets<WaitingDevice>;

  constructor(clock: Clock) {
    this.#byDeviceCode = new ExpiringSecrets(clock, DEVICE_CODE_SECONDS);
    this.#byUserCode = new ExpiringSecrets(clock, DEVICE_CODE_SECONDS);
  }

  add(scope: TokenScope): { readonly deviceCode: string; readonly userCode: string } {
    const characters = Array.from(
      { length: CODE_LENGTH },
      () => CODE_CHARACTERS[randomInt(CODE_CHARACTERS.length)],
    ).join('');
    const userCode = `${characters.slice(0, 4)}-${characters.slice(4)}`;
    const device: WaitingDevice = { ...scope, userCode };
    this.#byUserCode.add(device, userCode);
    return { deviceCode: this.#byDeviceCode.add(device), userCode };
  }

  /** Finds the device by the code that the person types. */
  find(userCode: string | null): WaitingDevice | undefined {
    return this.#byUserCode.get(userCode?.trim().toUpperCase());
  }

  /** Ends the wait. The person's code then works no longer. */
  decide(device: WaitingDevice, outcome: Session | 'refused'): void {
    device.outcome = outcome;
    this.#byUserCode.take(device.userCode);
  }

  /** Returns the session that a device waits for. Throws OAuthError if it must wait on, or wait no longer. */
  session(deviceCode: string | null, clientId: string | null): Session {
    const device = this.#byDeviceCode.get(deviceCode);
    if (device === undefined || device.client.clientId !== clientId) {
      throw new OAuthError('expired_token', 'device_code is unknown or has expired');
    }
    if (device.outcome === undefined) {
      throw new OAuthError('authorization_pending', 'nobody has signed in yet');
    }
    this.#byDeviceCode.take(deviceCode);
    if (device.outcome === 'refused') {
      throw new OAuthError('access_denied', 'the sign-in was refused');
    }
    return device.outcome;
  }
}
