/** How the help text names a command that revokes sessions, and its file. */
export interface CommandNames {
  /** The command as a person types it, such as `npm run revoke --`. */
  readonly command: string;
  /** How the help text names the file that the command changes. */
  readonly target: string;
  /** The option that names the file, without `--`. */
  readonly fileOption: string;
  readonly defaultFile: string;
}

export function usageOf({ command, target, fileOption, defaultFile }: CommandNames): string {
  const option = `--${fileOption} FILE`.padEnd('--issued-before TIME'.length);
  return `Writes a revocation to the ${target}. The next deployment then ends the live sessions of a federated user.

Usage: ${command} NAME [options]
       ${command} --all [options]

  NAME                  the federated user: the whole name (alice=GBj6bl0QSFgnt7), ARN or user id that CloudTrail and the
                        audit events show
  --all                 end the sessions of all federated users
  --from-audit FILE     check NAME against the audit log, and list the federated users that it could mean. NAME can then also be
                        a readable name, the ARN or the subject of a caller, or an access key id
  --issued-before TIME  end the sessions issued before this time, such as 2026-11-21T20:00:00Z. Default: in 20 minutes, because
                        a sign-in link lasts 15, and the clock of this machine may be up to 5 minutes slow
  ${option}  the ${target} (default ${defaultFile})
  --help                show this help

To find NAME, get the sessions of the last 36 hours from the log group of the broker function (output BrokerLogGroup):

  aws logs filter-log-events --log-group-name "$LOG_GROUP" --start-time "$(( ($(date +%s) - 129600) * 1000 ))" \\
    --filter-pattern '{ ($.event = "TokenIssued") || ($.event = "SignInLinkIssued") }' --output json > audit.json
  ${command} alice --from-audit audit.json
`;
}
