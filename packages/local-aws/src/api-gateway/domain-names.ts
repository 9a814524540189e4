import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { HttpApi } from './http-api.ts';
import { newId } from './new-id.ts';

const TARGET_ID_LENGTH = 10;
const ZONE_ID_LENGTH = 13;
const MAPPING_ID_LENGTH = 6;

/** The target of the DNS record of a domain name. */
export interface RegionalTarget {
  /** `d-ID.execute-api.REGION.amazonaws.com` */
  readonly domainName: string;
  readonly hostedZoneId: string;
}

/**
 * The account's custom domain names, and the API of each. There are no certificates and no DNS: the port of a request
 * shows which API it is for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
 */
export class DomainNames {
  readonly #account: Account;
  readonly #apiOf: (apiId: string) => HttpApi;
  /** Domain name → id of its mapping, if it has one. */
  readonly #mappings = new Map<string, string | undefined>();

  /** @param apiOf throws NotFoundException for an unknown API */
  constructor(account: Account, apiOf: (apiId: string) => HttpApi) {
    this.#account = account;
    this.#apiOf = apiOf;
  }

  /** @throws AwsError ConflictException */
  create(domainName: string): RegionalTarget {
    if (this.#mappings.has(domainName)) {
      throw conflict(`The domain name you provided already exists: ${domainName}`);
    }
    this.#mappings.set(domainName, undefined);
    return {
      domainName: `d-${newId(TARGET_ID_LENGTH)}.execute-api.${this.#account.region}.amazonaws.com`,
      hostedZoneId: `Z${newId(ZONE_ID_LENGTH).toUpperCase()}`,
    };
  }

  /** @throws AwsError NotFoundException */
  delete(domainName: string): void {
    this.#check(domainName);
    this.#mappings.delete(domainName);
  }

  /**
   * Maps the domain name to the API's stage, on all paths.
   *
   * @returns the id of the mapping
   * @throws AwsError NotFoundException for domain name, API or stage, ConflictException if the domain name has a
   * mapping
   */
  map(domainName: string, apiId: string): string {
    this.#check(domainName);
    const api = this.#withStage(apiId);
    if (this.#mappings.get(domainName) !== undefined) {
      throw conflict('ApiMapping key already exists for this domain name');
    }
    const mappingId = newId(MAPPING_ID_LENGTH);
    this.#mappings.set(domainName, mappingId);
    api.domainNames.add(domainName);
    return mappingId;
  }

  /** Maps the domain name to another API. Throws AwsError NotFoundException for that API or its stage. */
  remap(domainName: string, fromApiId: string, toApiId: string): void {
    const target = this.#withStage(toApiId);
    this.#apiOf(fromApiId).domainNames.delete(domainName);
    target.domainNames.add(domainName);
  }

  unmap(domainName: string, apiId: string): void {
    this.#apiOf(apiId).domainNames.delete(domainName);
    this.#mappings.set(domainName, undefined);
  }

  #check(domainName: string): void {
    if (!this.#mappings.has(domainName)) {
      throw notFound(`Invalid domain name identifier specified: ${domainName}`);
    }
  }

  #withStage(apiId: string): HttpApi {
    const api = this.#apiOf(apiId);
    if (api.stage === undefined) {
      throw notFound('Invalid stage identifier specified');
    }
    return api;
  }
}

function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404);
}
