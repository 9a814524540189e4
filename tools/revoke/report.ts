import { EVERYBODY, hashOf, type Revocation } from '../../core/configuration/revocation.ts';
import type { RevocationChange } from '../../core/configuration/revocation-list.ts';
import { timestamp } from '../../core/timestamp.ts';
import { type AuditFile, isSameUser } from './federated-user.ts';

/** The commands that deploy a revocation. */
export interface DeploymentCommands {
  readonly diff: string;
  /** Deploys without asking for approval. */
  readonly deploy: string;
}

export interface WrittenRevocation {
  readonly path: string;
  readonly added: Revocation;
  readonly change: RevocationChange;
  readonly audit: AuditFile | undefined;
  /** The account in the ARN or user id that the operator gave. */
  readonly account: string | undefined;
  readonly now: Date;
}

/** Says what the command wrote and what the operator must do next. No session is revoked before the deployment. */
export function reportOf(written: WrittenRevocation, commands: DeploymentCommands): string {
  const { path, added, change, account } = written;
  const isAll = added.federatedUser === EVERYBODY;
  const who = isAll ? 'everybody' : added.federatedUser;
  const issuedBefore =
    change.revocations.find(({ federatedUser }) => federatedUser === added.federatedUser)
      ?.issuedBefore ?? added.issuedBefore;
  const isAhead = Date.parse(issuedBefore) > written.now.getTime();
  return [
    `${path} now has a revocation of the sessions of ${who} issued before ${issuedBefore}. They end when you deploy it, not before.`,
    ...change.pruned.map(
      (pruned) =>
        `Removed the revocation of ${pruned.federatedUser} before ${pruned.issuedBefore}: all those sessions have expired.`,
    ),
    ...(isAll ? [] : [evidence(written, issuedBefore)]),
    ...(isAll || hashOf(who) !== undefined
      ? []
      : [
          `${who} is a name that a program asks for. A person with this readable name is ${who}=HASH, and keeps their sessions.`,
        ]),
    ...(account === undefined ? [] : [`The name is of account ${account}: deploy there.`]),
    `
1. ${
      isAll
        ? 'Close the hole through which the credentials leaked'
        : `End what lets ${who} in: the session at the identity provider, the sessions of the role, or the grant`
    }. Otherwise one request gets a new session.

2. See what else the deployment would change, then deploy:

     ${commands.diff}
     ${commands.deploy}

   --require-approval never approves every change of permissions in the deployment, not only the revocation, which changes
   only policies of the broker user that deny. Without it, the deployment stops for your approval, and fails with
   TtyNotAttached if it has no terminal.

3. Commit ${path}. A deployment without the entry lets the sessions work again.`,
    ...(isAhead
      ? [
          `
Sessions that are issued until ${issuedBefore} fail, too, and later as well: get new ones after that time. It is ahead because a
sign-in link lasts 15 minutes, and the clock of this machine may be up to 5 minutes slow.`,
        ]
      : [
          `
Sessions issued after ${issuedBefore} keep working. That includes a sign-in link opened later, if AWS counts it as issued at the
login: without --issued-before, the revocation reaches over the 15 minutes that a link lasts.`,
        ]),
  ].join('\n');
}

function evidence({ added, audit, now }: WrittenRevocation, issuedBefore: string): string {
  const { federatedUser } = added;
  if (audit === undefined) {
    return `Nobody has checked that ${federatedUser} has sessions. With a typo, the revocation ends none. To check, add --from-audit FILE.`;
  }
  const live = audit.lines.filter(
    (line) =>
      isSameUser(line, federatedUser) &&
      line.isSession &&
      (line.expiration === undefined || line.expiration > now),
  );
  const ended = live.filter(
    ({ issuedAt }) => issuedAt === undefined || issuedAt.getTime() < Date.parse(issuedBefore),
  );
  const last = Math.max(...ended.map(({ expiration }) => expiration?.getTime() ?? 0));
  return [
    `In ${audit.path}, ${federatedUser} has ${live.length} live ${live.length === 1 ? 'session' : 'sessions'}. The revocation ends ${ended.length}`,
    last > 0 ? `, the last of which would expire at ${timestamp(new Date(last))}.` : '.',
    live.length === 0 ? ' If the file does not go back 36 hours, there can be others.' : '',
    live.length > ended.length
      ? ' Repeat the command without --issued-before to end the rest.'
      : '',
  ].join('');
}
