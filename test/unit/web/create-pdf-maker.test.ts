import { expect, it } from 'vitest';
import type { SharedPack } from '../../../src/turns/sharing/open-shared-pack.ts';
import { createPdfMaker } from '../../../src/web/create-pdf-maker.ts';
import { samplePack } from '../build-pack/pictures/sample-pack.ts';

const shared = (linkId: string): SharedPack => ({
  linkId,
  pack: samplePack(),
  showsNames: false,
  expiresAt: new Date(0),
  links: {},
});

function openPress() {
  const waiting: { linkId: string; print: (ok: boolean) => void }[] = [];
  const maker = createPdfMaker(
    ({ linkId }) =>
      new Promise((resolve, reject) => {
        waiting.push({ linkId, print: (ok) => (ok ? resolve(new TextEncoder().encode(linkId)) : reject(new Error('out of ink'))) });
      }),
  );
  return { maker, waiting };
}

it('prints one at a time, and once for all who ask for the same', async () => {
  const { maker, waiting } = openPress();
  const [one, again, two] = [maker.make(shared('one'), 0), maker.make(shared('one'), 1), maker.make(shared('two'), 2)];
  await Promise.resolve();
  expect(again).toBe(one);
  expect(waiting.map((job) => job.linkId)).toEqual(['one']);
  waiting[0]?.print(true);
  await one;
  await expect.poll(() => waiting.map((job) => job.linkId)).toEqual(['one', 'two']);
  waiting[1]?.print(true);
  expect(new TextDecoder().decode(await two)).toBe('two');
});

it('takes no more than it can print soon', () => {
  const { maker } = openPress();
  expect(['1', '2', '3', '4', '5'].map((id) => maker.make(shared(id), 0) !== undefined)).toEqual([true, true, true, true, false]);
});

it('tries again what failed, and prints anew after a while', async () => {
  const { maker, waiting } = openPress();
  const first = maker.make(shared('one'), 0);
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.print(false);
  await expect(first).rejects.toThrow('out of ink');
  const second = maker.make(shared('one'), 0);
  await expect.poll(() => waiting.length).toBe(2);
  waiting[1]?.print(true);
  await second;
  expect(maker.make(shared('one'), 9 * 60_000)).toBe(second);
  expect(maker.make(shared('one'), 11 * 60_000)).not.toBe(second);
});

it('prints a pack', { timeout: 60_000 }, async () => {
  const pdf = await createPdfMaker().make(shared('one'), 0);
  expect(new TextDecoder('latin1').decode(pdf?.slice(0, 5))).toBe('%PDF-');
});
