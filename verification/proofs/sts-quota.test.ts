import { testProof } from './proof.ts';
import { stsQuota } from './sts-quota.ts';

testProof(stsQuota);
