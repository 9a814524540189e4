import type { CloudFormationOperation } from './context.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack, updateStack } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeChangeSet, listChangeSets } from './operations/describe-change-set.ts';
import { describeEvents, describeStackEvents } from './operations/describe-stack-events.ts';
import {
  describeStackResource,
  describeStackResources,
  listStackResources,
} from './operations/describe-stack-resources.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { detectStackResourceDrift } from './operations/detect-drift.ts';
import { deleteChangeSet, executeChangeSet } from './operations/execute-change-set.ts';
import { getTemplate, getTemplateSummary, validateTemplate } from './operations/get-template.ts';

export const OPERATIONS: ReadonlyMap<string, CloudFormationOperation> = new Map([
  ['CreateChangeSet', createChangeSet],
  ['CreateStack', createStack],
  ['DeleteChangeSet', deleteChangeSet],
  ['DeleteStack', deleteStack],
  ['DescribeChangeSet', describeChangeSet],
  ['DescribeEvents', describeEvents],
  ['DescribeStackEvents', describeStackEvents],
  ['DescribeStackResource', describeStackResource],
  ['DescribeStackResources', describeStackResources],
  ['DescribeStacks', describeStacks],
  ['DetectStackResourceDrift', detectStackResourceDrift],
  ['ExecuteChangeSet', executeChangeSet],
  ['GetTemplate', getTemplate],
  ['GetTemplateSummary', getTemplateSummary],
  ['ListChangeSets', listChangeSets],
  ['ListStackResources', listStackResources],
  ['ListStacks', listStacks],
  ['UpdateStack', updateStack],
  ['ValidateTemplate', validateTemplate],
]);
