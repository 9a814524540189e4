import { parseIamCaller } from '../../../core/callers/iam-caller.ts';
import { ACCOUNT } from '../fixtures.ts';

describe('parseIamCaller', () => {
  const user = (arn: string, userName: string) => ({
    kind: 'user',
    accountId: ACCOUNT,
    userName,
    arn,
  });
  const session = (arn: string, roleName: string, sessionName: string) => ({
    kind: 'assumed-role',
    accountId: ACCOUNT,
    roleName,
    sessionName,
    arn,
  });

  test.each([
    user('arn:aws:iam::111122223333:user/Bob', 'Bob'),
    user('arn:aws:iam::111122223333:user/division/team/Bob', 'Bob'),
    user('arn:aws:iam::111122223333:user/a:b/bob+x=,.@-_', 'bob+x=,.@-_'),
    session('arn:aws:sts::111122223333:assumed-role/TeamA/alice', 'TeamA', 'alice'),
    session(
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Engineer_0123456789abcdef/alice@example.com',
      'AWSReservedSSO_Engineer_0123456789abcdef',
      'alice@example.com',
    ),
  ])('parses $arn', (caller) => {
    expect(parseIamCaller(caller.arn, ACCOUNT, 'aws')).toEqual(caller);
  });

  test('parses the ARNs of other partitions', () => {
    const arn = 'arn:aws-us-gov:iam::111122223333:user/Bob';
    expect(parseIamCaller(arn, ACCOUNT, 'aws-us-gov')).toEqual(user(arn, 'Bob'));
  });

  test.each([
    [undefined],
    [null],
    [{ arn: 'arn:aws:iam::111122223333:user/Bob' }],
    [''],
    ['arn:aws:iam::111122223333:root'],
    ['arn:aws:sts::111122223333:federated-user/Bob'],
    ['arn:aws:iam::111122223333:role/TeamA'],
    ['arn:aws:iam::111122223333:group/TeamA'],
    ['arn:aws:iam::444455556666:user/Bob'],
    ['arn:aws:sts::444455556666:assumed-role/TeamA/alice'],
    ['arn:aws-cn:iam::111122223333:user/Bob'],
    ['arn:aws:iam::111122223333:user/'],
    ['arn:aws:iam::111122223333:user/team/'],
    ['arn:aws:iam::111122223333:user/Bob\n'],
    ['x arn:aws:iam::111122223333:user/Bob'],
    ['x arn:aws:sts::111122223333:assumed-role/TeamA/alice'],
    [['arn:aws:iam::111122223333:user/Bob']],
    ['arn:aws:sts::111122223333:user/Bob'],
    ['arn:aws:iam::111122223333:assumed-role/TeamA/alice'],
    ['arn:aws:sts::111122223333:assumed-role/TeamA'],
    ['arn:aws:sts::111122223333:assumed-role/TeamA/'],
    ['arn:aws:sts::111122223333:assumed-role/path/TeamA/alice'],
  ])('returns undefined for %j, because no grant can name this caller', (userArn) => {
    expect(parseIamCaller(userArn, ACCOUNT, 'aws')).toBeUndefined();
  });
});
