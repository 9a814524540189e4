import { testProof } from './proof.ts';
import { stsQuota } from './sts-quota.ts';

jest.setTimeout(60_000);

testProof(stsQuota);
