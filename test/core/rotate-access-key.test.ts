import { type AccessKey, formatAccessKey } from '../../core/access-key.ts';
import {
  ROTATION_STEPS,
  type RotationDependencies,
  rotateAccessKey,
} from '../../core/rotate-access-key.ts';

const KEYS_PER_USER = 2;

/** An IAM user and a secret as far as a rotation sees them. */
class RotationWorld implements RotationDependencies {
  readonly keyIds = new Set<string>();
  readonly stages = new Map<string, string[]>();
  readonly values = new Map<string, string>();
  readonly refusals: boolean[] = [];
  rotationEnabled = true;
  putFails: 'never' | 'before storing' | 'after storing' = 'never';
  trials = 0;
  #made = 0;

  constructor(current: string) {
    this.stages.set('v0', ['AWSCURRENT']);
    this.values.set('v0', current);
  }

  startRotation(versionId: string): void {
    this.stages.set(versionId, ['AWSPENDING']);
  }

  async rotate(versionId: string): Promise<void> {
    for (const step of ROTATION_STEPS) {
      await rotateAccessKey(step, versionId, this);
    }
  }

  get current(): unknown {
    const [id = ''] = [...this.stages].find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
    return JSON.parse(this.values.get(id) ?? 'null');
  }

  readonly keys = {
    listIds: async () => [...this.keyIds],
    create: async () => {
      if (this.keyIds.size === KEYS_PER_USER) {
        throw new Error('LimitExceeded');
      }
      this.#made += 1;
      const key: AccessKey = {
        accessKeyId: `AKIA${this.#made}`,
        secretAccessKey: `secret-${this.#made}`,
      };
      this.keyIds.add(key.accessKeyId);
      return key;
    },
    delete: async (accessKeyId: string) => {
      this.keyIds.delete(accessKeyId);
    },
  };

  readonly versions = {
    describe: async () => ({ rotationEnabled: this.rotationEnabled, stages: this.stages }),
    read: async (version: { id: string } | { stage: string }) => {
      const id =
        'id' in version
          ? version.id
          : [...this.stages].find(([, stages]) => stages.includes(version.stage))?.[0];
      return this.values.get(id ?? '');
    },
    putPending: async (versionId: string, text: string) => {
      if (this.putFails !== 'before storing') {
        this.values.set(versionId, text);
      }
      if (this.putFails !== 'never') {
        throw new Error('InternalServiceError');
      }
    },
    moveCurrent: async (to: string, from: string | undefined) => {
      if (from !== undefined) {
        this.stages.set(from, ['AWSPREVIOUS']);
      }
      this.stages.set(to, ['AWSCURRENT']);
    },
  };

  readonly isAccepted = async () => {
    this.trials += 1;
    return !(this.refusals.shift() ?? false);
  };

  readonly sleep = async () => {};
}

test('the first rotation makes the first key', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  await world.rotate('v1');
  expect([...world.keyIds]).toEqual(['AKIA1']);
  expect(world.current).toEqual({ accessKeyId: 'AKIA1', secretAccessKey: 'secret-1' });
});

test('the key before stays usable until the next rotation', async () => {
  const world = new RotationWorld('{}');
  for (const version of ['v1', 'v2', 'v3']) {
    world.startRotation(version);
    await world.rotate(version);
  }
  expect([...world.keyIds]).toEqual(['AKIA2', 'AKIA3']);
  expect(world.current).toMatchObject({ accessKeyId: 'AKIA3' });
});

test('a key that a crash or an operator left is deleted, the one in force is not', async () => {
  const inForce = { accessKeyId: 'AKIAINFORCE', secretAccessKey: 'x' };
  const world = new RotationWorld(formatAccessKey(inForce));
  world.keyIds.add('AKIALEFT').add('AKIAINFORCE');
  world.startRotation('v1');
  await world.rotate('v1');
  expect([...world.keyIds]).toEqual(['AKIAINFORCE', 'AKIA1']);
});

test('createSecret run again makes no second key', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  await rotateAccessKey('createSecret', 'v1', world);
  await rotateAccessKey('createSecret', 'v1', world);
  expect([...world.keyIds]).toEqual(['AKIA1']);
});

test('a put that failed takes its key with it', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  world.putFails = 'before storing';
  await expect(rotateAccessKey('createSecret', 'v1', world)).rejects.toThrow(
    'InternalServiceError',
  );
  expect([...world.keyIds]).toEqual([]);
});

test('a put that failed after it was stored keeps its key, and the next run goes on with it', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  world.putFails = 'after storing';
  await expect(rotateAccessKey('createSecret', 'v1', world)).rejects.toThrow(
    'InternalServiceError',
  );
  await world.rotate('v1');
  expect([...world.keyIds]).toEqual(['AKIA1']);
  expect(world.current).toMatchObject({ accessKeyId: 'AKIA1' });
});

test('a new key is in force only when AWS accepted it four times in a row', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  world.refusals.push(true, false, false, false, true);
  await world.rotate('v1');
  expect(world.trials).toBe(5 + 4);
});

test('a key that AWS never accepts does not come in force, and the trials end', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  world.refusals.push(...Array.from({ length: 1000 }, () => true));
  await expect(world.rotate('v1')).rejects.toThrow(
    'AWS did not accept the access key AKIA1 4 times in a row within 180 trials.',
  );
  expect(world.current).toEqual({});
});

test('testSecret without a key says so', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  await expect(rotateAccessKey('testSecret', 'v1', world)).rejects.toThrow('holds no access key');
});

test('finishSecret run again changes nothing', async () => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  await world.rotate('v1');
  await rotateAccessKey('finishSecret', 'v1', world);
  expect(world.stages.get('v1')).toEqual(['AWSCURRENT']);
});

test.each(ROTATION_STEPS)('%s refuses a secret that does not rotate', async (step) => {
  const world = new RotationWorld('{}');
  world.startRotation('v1');
  world.rotationEnabled = false;
  await expect(rotateAccessKey(step, 'v1', world)).rejects.toThrow('not enabled for rotation');
  expect(world.keyIds.size).toBe(0);
});

test.each(ROTATION_STEPS)('%s refuses a version that the secret does not have', async (step) => {
  const world = new RotationWorld('{}');
  await expect(rotateAccessKey(step, 'v1', world)).rejects.toThrow('has no version v1');
  expect(world.keyIds.size).toBe(0);
});

test.each(ROTATION_STEPS)('%s refuses a version that is not staged AWSPENDING', async (step) => {
  const world = new RotationWorld('{}');
  world.stages.set('v1', ['AWSPREVIOUS']);
  await expect(rotateAccessKey(step, 'v1', world)).rejects.toThrow('not staged AWSPENDING');
  expect(world.keyIds.size).toBe(0);
});

test('a malformed secret deletes no key and is not shown', async () => {
  const world = new RotationWorld('{"accessKeyId": "AKIA9", "secret": "hunter2"');
  world.keyIds.add('AKIA9');
  world.startRotation('v1');
  const outcome = rotateAccessKey('createSecret', 'v1', world);
  await expect(outcome).rejects.toThrow(/^The secret is not JSON\.$/);
  expect([...world.keyIds]).toEqual(['AKIA9']);
});
