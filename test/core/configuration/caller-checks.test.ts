import type { Authentication } from '../../../core/configuration/authentication.ts';
import { checkCaseCallers, checkGrantees } from '../../../core/configuration/caller-checks.ts';
import { grantOf, grantTo, ISSUER } from '../fixtures.ts';

const IAM: Authentication = { type: 'iam' };
const JWT: Authentication = {
  type: 'jwt',
  issuer: ISSUER,
  audience: ['broker'],
  nameClaim: 'sub',
  scopes: [],
};
const GITHUB: Authentication = {
  ...JWT,
  name: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
};

describe('checkGrantees', () => {
  const role = grantTo('role/TeamA', 's3://bucket/*', 'READ', { id: 'role' });
  const user = grantTo('user/Bob', 's3://bucket/*', 'READ', { id: 'user' });
  const permissionSet = grantTo('permission-set/A', 's3://bucket/*', 'READ', { id: 'set' });
  const token = grantOf({ id: 'token' });
  const problem = (id: string, type: string) =>
    `grant "${id}": grantee: is ${type}, but "authentication" has no entry of that type; add one, or remove the grant`;

  test.each<[string, readonly Authentication[], readonly string[]]>([
    ['both types', [JWT, IAM], []],
    ['only IAM', [IAM], [problem('token', 'jwt')]],
    ['only JWT', [JWT], [problem('role', 'iam'), problem('user', 'iam'), problem('set', 'iam')]],
  ])('with %s, reports the grants whose grantees cannot call', (_, authentication, problems) => {
    const check = () => checkGrantees([role, user, token, permissionSet], authentication);
    if (problems.length === 0) {
      expect(check).not.toThrow();
    } else {
      expect(check).toThrow(expect.objectContaining({ problems }));
    }
  });
});

describe('with several issuers', () => {
  const several = [JWT, GITHUB];
  const tokens = (authentication?: string) =>
    grantOf({ id: 'a', grantee: { jwt: { sub: '*' }, authentication } });

  test.each([
    ['a grantee that names an entry', several, 'github', undefined],
    ['a grantee that names the entry without a name', several, 'jwt', undefined],
    [
      'a grantee that names no entry',
      several,
      undefined,
      /^grant "a": grantee: must say whose tokens: "authentication" has the jwt entries "jwt", "github"\./,
    ],
    [
      'a grantee that names a missing entry',
      several,
      'people',
      /^grant "a": grantee: authentication: no jwt entry of "authentication" is called "people"/,
    ],
    [
      'a grantee without a name and one named entry',
      [GITHUB],
      undefined,
      /is called "jwt", only "github"/,
    ],
    ['a grantee without a name and one entry without a name', [JWT], undefined, undefined],
  ])('checks %s', (_, authentication, name, problem) => {
    const check = () => checkGrantees([tokens(name)], authentication);
    const caller = { jwt: { sub: 'a' }, authentication: name };
    const checkCase = () =>
      checkCaseCallers(
        [{ caller, target: 's3://amzn-s3-demo-bucket/*', permission: 'LIST', expect: 'refused' }],
        authentication,
      );
    if (problem === undefined) {
      expect(check).not.toThrow();
      expect(checkCase).not.toThrow();
    } else {
      expect(check).toThrow(problem);
      expect(checkCase).toThrow(
        new RegExp(problem.source.replace('^grant "a": grantee', String.raw`^cases\[0\]: caller`)),
      );
    }
  });

  test('reports the case of an IAM caller where there are only tokens', () => {
    const written = {
      caller: { iam: 'role/A' },
      target: 's3://amzn-s3-demo-bucket/*',
      permission: 'LIST',
      expect: 'refused',
    } as const;
    expect(() => checkCaseCallers([written], several)).toThrow('cases[0]: caller: is iam, but');
  });
});
