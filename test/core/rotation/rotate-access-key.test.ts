import { ROTATION_STEPS, type RotationStep } from '../../../core/aws/rotation-step.ts';
import { formatAccessKey } from '../../../core/rotation/access-key.ts';
import { RotationWorld } from './rotation-world.ts';

const WORKING = { accessKeyId: 'AKIAELSEWHERE', secretAccessKey: 'x' };

function pendingText(world: RotationWorld): string | undefined {
  return world.secret.byLabel('AWSPENDING')?.value?.content;
}

function labels(world: RotationWorld, versionId: string): readonly string[] | undefined {
  return world.secret.byId(versionId)?.labels;
}

async function failureOf(outcome: Promise<unknown>): Promise<Error> {
  return outcome.then(
    () => new Error('It did not fail.'),
    (error: Error) => error,
  );
}

describe('a rotation', () => {
  test('creates the first key', async () => {
    const world = new RotationWorld();
    await world.rotate();
    expect(world.keyIds).toEqual([world.currentKey()?.accessKeyId]);
    expect(world.accepts(world.currentKey())).toBe(true);
  });

  test('keeps the previous key usable until the next rotation', async () => {
    const world = new RotationWorld();
    await world.rotate();
    const first = world.currentKey();
    await world.rotate();
    const second = world.currentKey();
    expect(world.keyIds).toEqual([first?.accessKeyId, second?.accessKeyId]);
    expect(world.accepts(first)).toBe(true);
    await world.rotate();
    expect(world.keyIds).toEqual([second?.accessKeyId, world.currentKey()?.accessKeyId]);
  });

  test('deletes keys that no version holds, active or not, and never the current key', async () => {
    const world = new RotationWorld();
    await world.rotate();
    const inForce = world.currentKey()?.accessKeyId;
    const { accessKeyId } = world.userKeys.create();
    world.takeAway(accessKeyId, 'deactivate');
    await world.rotate();
    expect(world.keyIds).toEqual([inForce, world.currentKey()?.accessKeyId]);
  });

  test.each(['not JSON: hunter2', '["hunter2"]', '{}', formatAccessKey(WORKING)])(
    'replaces a key that somebody overwrote with %s',
    async (text) => {
      const world = new RotationWorld();
      await world.rotate();
      world.overwriteSecret(text);
      await world.rotate();
      expect(world.accepts(world.currentKey())).toBe(true);
      expect(world.orphans()).toEqual([]);
    },
  );

  test('deletes no key if the secret has no value, because the key in use is unknown', async () => {
    const world = new RotationWorld();
    await world.rotate();
    const read = world.versions.read;
    world.versions.read = (version) =>
      'stage' in version ? Promise.resolve(undefined) : read(version);
    await expect(world.rotate()).rejects.toThrow('has no AWSCURRENT value');
    expect(world.keyIds).toEqual([world.currentKey()?.accessKeyId]);
  });
});

describe('createSecret', () => {
  test('creates no second key if it runs again', async () => {
    const world = new RotationWorld();
    const version = world.startRotation();
    await world.step('createSecret', version);
    const made = pendingText(world);
    await world.step('createSecret', version);
    expect(pendingText(world)).toBe(made);
    expect(world.keyIds).toHaveLength(1);
  });

  test('deletes a key that an operator added if it runs again', async () => {
    const world = new RotationWorld();
    const version = world.startRotation();
    await world.step('createSecret', version);
    const made = world.keyIds;
    world.userKeys.create();
    await world.step('createSecret', version);
    expect(world.keyIds).toEqual(made);
  });

  test('makes room again if the creation fails, at most three times', async () => {
    const world = new RotationWorld();
    await world.rotate();
    const { create } = world.accessKeys;
    let trials = 0;
    world.accessKeys.create = async () => {
      trials += 1;
      if (trials < 3) {
        await create();
        throw new Error('TimeoutError');
      }
      return create();
    };
    world.pauses.splice(0);
    await world.step('createSecret', world.startRotation());
    expect(trials).toBe(3);
    expect(world.pauses).toEqual([1_000, 1_000]);
    expect(world.keyIds).toHaveLength(2);
  });

  test('fails if no key can be created', async () => {
    const world = new RotationWorld();
    let trials = 0;
    world.accessKeys.create = () => {
      trials += 1;
      return Promise.reject(new Error('AccessDenied'));
    };
    await expect(world.rotate()).rejects.toThrow('AccessDenied');
    expect(trials).toBe(3);
  });

  test('starts no trial after its time limit', async () => {
    const world = new RotationWorld();
    let trials = 0;
    world.accessKeys.create = () => {
      trials += 1;
      world.wait(50_000);
      return Promise.reject(new Error('TimeoutError'));
    };
    await expect(world.rotate()).rejects.toThrow('TimeoutError');
    expect(trials).toBe(1);
  });

  test('deletes a key that was not stored', async () => {
    const world = new RotationWorld();
    world.versions.putPending = () => Promise.reject(new Error('InternalServiceError'));
    await expect(world.rotate()).rejects.toThrow('InternalServiceError');
    expect(world.keyIds).toEqual([]);
  });

  test('keeps a key that was stored although the put failed, and the next run uses it', async () => {
    const world = new RotationWorld();
    const { putPending } = world.versions;
    world.versions.putPending = async (...parameters) => {
      await putPending(...parameters);
      throw new Error('InternalServiceError');
    };
    await expect(world.rotate()).rejects.toThrow('InternalServiceError');
    const [made] = world.keyIds;
    await world.rotate();
    expect(world.currentKey()?.accessKeyId).toBe(made);
    expect(world.keyIds).toEqual([made]);
  });

  test('deletes its key if another run stored another key', async () => {
    const world = new RotationWorld();
    const { create } = world.accessKeys;
    world.accessKeys.create = async () => {
      world.accessKeys.create = create;
      await world.step('createSecret', world.startRotation());
      return create();
    };
    await expect(world.rotate()).rejects.toThrow('already in use for a version');
    expect(world.keyIds).toEqual([JSON.parse(pendingText(world) ?? '').accessKeyId]);
  });

  test('reports, with the cause, that it could neither store nor delete a key', async () => {
    const world = new RotationWorld();
    const cause = new Error('InternalServiceError');
    world.versions.putPending = () => Promise.reject(cause);
    world.accessKeys.delete = () => Promise.reject(new Error('Throttling'));
    const failure = await failureOf(world.rotate());
    expect(failure.message).toMatch(/AKIA\w+ may be neither stored nor deleted/);
    expect(failure.cause).toBe(cause);
  });
});

describe.each(['testSecret', 'finishSecret'] as const)('%s', (step) => {
  async function withPendingKey(): Promise<{ world: RotationWorld; version: string }> {
    const world = new RotationWorld();
    const version = world.startRotation();
    await world.step('createSecret', version);
    return { world, version };
  }

  test('waits until AWS has accepted the key four times in a row', async () => {
    const { world, version } = await withPendingKey();
    const answers = [true, false, true, true, true, false];
    let trials = 0;
    world.isAccepted = async () => {
      trials += 1;
      return answers.shift() ?? true;
    };
    world.wait(60_000);
    await world.step(step, version);
    expect(trials).toBe(6 + 4);
    expect(new Set(world.pauses)).toEqual(new Set([500]));
  });

  test('treats a failed trial like a refused one', async () => {
    const { world, version } = await withPendingKey();
    world.wait(60_000);
    const { isAccepted } = world;
    let trials = 0;
    world.isAccepted = (key) => {
      trials += 1;
      return trials === 4 ? Promise.reject(new Error('Throttling')) : isAccepted(key);
    };
    await world.step(step, version);
    expect(trials).toBe(4 + 4);
  });

  test('ends before the time limit if AWS does not accept the key, and keeps it for the next run', async () => {
    const { world, version } = await withPendingKey();
    const cause = new Error('InternalFailure');
    const started = world.clock().getTime();
    world.isAccepted = () => Promise.reject(cause);
    const failure = await failureOf(world.step(step, version));
    expect(failure.message).toMatch(/did not accept the access key AKIA\w+ 4 times in a row/);
    expect(failure.cause).toBe(cause);
    expect(world.clock().getTime() - started).toBe(50_000);
    expect(labels(world, version)).toEqual(['AWSPENDING']);
    expect(world.currentKey()).toBeUndefined();
  });

  test.each(['delete', 'deactivate'] as const)(
    'cancels the rotation if an operator did %s the key, so that another can start',
    async (how) => {
      const { world, version } = await withPendingKey();
      world.takeAway(world.keyIds[0] ?? '', how);
      await expect(world.step(step, version)).rejects.toThrow('This rotation was canceled');
      expect(labels(world, version)).toEqual([]);
      expect(world.currentKey()).toBeUndefined();
      await world.rotate();
      expect(world.accepts(world.currentKey())).toBe(true);
      expect(world.orphans()).toEqual([]);
    },
  );

  test('cancels the rotation if the version holds no access key, and does not show its value', async () => {
    const world = new RotationWorld();
    const version = world.startRotation();
    await world.versions.putPending(version, 'hunter2');
    const failure = await failureOf(world.step(step, version));
    expect(failure.message).toBe(
      `The secret's version ${version} holds no access key. This rotation was canceled; start another one.`,
    );
    expect(labels(world, version)).toEqual([]);
  });

  test('keeps a version without value for createSecret', async () => {
    const world = new RotationWorld();
    const version = world.startRotation();
    await expect(world.step(step, version)).rejects.toThrow('holds no access key yet');
    await world.rotate();
    expect(labels(world, version)).toContain('AWSCURRENT');
  });
});

test('finishSecret changes nothing if it runs again', async () => {
  const world = new RotationWorld();
  await world.rotate();
  const key = world.currentKey();
  await world.step('finishSecret', world.secret.byLabel('AWSCURRENT')?.id ?? '');
  expect(world.currentKey()).toEqual(key);
});

describe.each(ROTATION_STEPS)('%s', (step) => {
  test('refuses a secret that does not rotate', async () => {
    const world = new RotationWorld();
    const version = world.startRotation();
    world.rotationEnabled = false;
    await expect(world.step(step, version)).rejects.toThrow('not enabled for rotation');
    expect(world.keyIds).toEqual([]);
  });

  test('refuses a version that the secret does not have', async () => {
    const world = new RotationWorld();
    await expect(world.step(step, 'v9')).rejects.toThrow('has no version v9');
    expect(world.keyIds).toEqual([]);
  });

  test('refuses a version that is not staged AWSPENDING', async () => {
    const world = new RotationWorld();
    await world.rotate();
    await world.rotate();
    const before = world.keyIds;
    await expect(world.step(step, 'v1')).rejects.toThrow('v1 is not staged AWSPENDING');
    expect(world.keyIds).toEqual(before);
  });

  test('does nothing for the current version', async () => {
    const world = new RotationWorld();
    await world.rotate();
    const { accessKeyId } = world.userKeys.create();
    await world.step(step, 'v1');
    expect(world.keyIds).toContain(accessKeyId);
  });
});

test('an unknown step is refused by name', async () => {
  const world = new RotationWorld();
  const step: string = 'create_secret';
  const outcome = world.step(step as RotationStep, world.startRotation());
  await expect(outcome).rejects.toThrow('no step create_secret');
});
