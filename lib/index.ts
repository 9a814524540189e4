export { InvalidInput } from '../core/problems.ts';
export {
  Authentication,
  type CustomDomain,
  type IamAuthenticationProps,
  type JwtAuthenticationProps,
  type PortalProps,
} from './broker-authentication.ts';
export { FederationBroker } from './federation-broker.ts';
export type { FederationBrokerProps } from './federation-broker-props.ts';
export {
  type CeilingEntry,
  Grantee,
  type GrantProps,
  type JwtGranteeProps,
  Permission,
  Scope,
} from './grant-props.ts';
export { Grants } from './grants.ts';
export { Revocations } from './revocations.ts';
