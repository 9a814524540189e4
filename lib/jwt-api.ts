import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { KnownJwtApi } from '../core/callers/known-apis.ts';
import type { JwtAuthentication } from '../core/configuration/authentication.ts';
import { JWT_ROUTES } from '../core/routes.ts';
import { BrokerApi, type BrokerApiProps } from './broker-api.ts';
import type { Portal } from './portal.ts';

export interface JwtApiProps extends BrokerApiProps {
  readonly authentication: JwtAuthentication;
  /** Absent if people sign in elsewhere. */
  readonly portal?: Portal;
}

/**
 * The HTTP API for callers that send a token of an OpenID Connect issuer.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class JwtApi extends BrokerApi {
  /** What the broker function knows of this API. */
  readonly known: KnownJwtApi;

  readonly portal: Portal | undefined;

  constructor(scope: Construct, id: string, { authentication, portal, ...props }: JwtApiProps) {
    const { name, issuer, audience, scopes, nameClaim } = authentication;
    super(scope, id, props, {
      suffix: name === undefined ? 'jwt' : `jwt-${name}`,
      description: 'Federation tokens for Amazon S3, for callers with an OpenID Connect token',
      routes: JWT_ROUTES,
      authorize: (api, apiId) => {
        const authorizer = new CfnAuthorizer(api, 'Authorizer', {
          apiId,
          name: 'OpenIdConnect',
          authorizerType: 'JWT',
          identitySource: ['$request.header.Authorization'],
          jwtConfiguration: { issuer, audience: [...audience] },
        });
        return {
          authorizationType: 'JWT',
          authorizerId: authorizer.ref,
          ...(scopes.length === 0 ? {} : { authorizationScopes: [...scopes] }),
        };
      },
      logged: {
        subject: '$context.authorizer.claims.sub',
        authorizerError: '$context.authorizer.error',
      },
      addOtherRoutes: (apiId) => portal?.addRoutesTo(apiId, props.throttle) ?? [],
    });
    this.portal = portal;
    this.known = { name, apiId: this.apiId, issuer, audience, nameClaim };
  }
}
