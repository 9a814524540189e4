/** What a rule holds against one resource. */
export interface Finding {
  /** The configuration that the stack was synthesized from. */
  readonly configuration: string;
  /** As its pack names it, with the part of the resource where it says which: `AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  /** Logical id. */
  readonly resource: string;
  readonly explanation: string;
}

/** One finding that is to stay. */
export interface Acknowledgement {
  /** Left out, it holds for every configuration. */
  readonly configuration?: string;
  readonly rule: string;
  readonly resource: string;
  readonly reason: string;
}

export interface Judgement {
  /** Findings that nobody has acknowledged. */
  readonly open: readonly Finding[];
  /** Acknowledgements of what no rule finds any more: left standing, they would cover its return. */
  readonly stale: readonly Acknowledgement[];
}

export function judge(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
): Judgement {
  return {
    open: findings.filter((finding) => !acknowledgements.some((one) => covers(one, finding))),
    stale: acknowledgements.filter((one) => !findings.some((finding) => covers(one, finding))),
  };
}

function covers(acknowledgement: Acknowledgement, finding: Finding): boolean {
  const { configuration = finding.configuration, rule, resource } = acknowledgement;
  return (
    configuration === finding.configuration &&
    rule === finding.rule &&
    resource === finding.resource
  );
}
