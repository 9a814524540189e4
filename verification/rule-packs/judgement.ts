/** A resource that breaks a rule. */
export interface Finding {
  /** The configuration that the stack was synthesized from. */
  readonly configuration: string;
  /** The rule's name, followed by the part of the resource if the rule names one: `AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  /** Logical id. */
  readonly resource: string;
  /** `AWS::IAM::User` */
  readonly type: string | undefined;
  readonly explanation: string;
}

/** A finding that we accept. */
export interface Acknowledgement {
  /** If absent, it holds for every configuration. */
  readonly configuration?: string;
  readonly rule: string;
  /** A logical id, or a type if the reason holds for every resource of that type. */
  readonly resource: string;
  readonly reason: string;
}

export interface Judgement {
  /** Findings without an acknowledgement. */
  readonly open: readonly Finding[];
  /** Acknowledgements without a finding. They must be removed, because they would hide the finding if it came back. */
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
    (resource === finding.resource || resource === finding.type)
  );
}
