import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenSeal, SealError, type SealedPlace } from '../../../src/store/token-seal.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const [march, june] = [key('march'), key('june')];
const place: SealedPlace = { orgId: 'T1', column: 'bot_token' };

describe('a sealed token', () => {
  it('names its key, shows nothing of itself and comes out as it went in', () => {
    const seal = createTokenSeal([march]);
    const sealed = seal.seal('xoxb-secret', place);
    expect(sealed).toMatch(/^march:[A-Za-z0-9+/=]+$/);
    expect(Buffer.from(sealed.slice(6), 'base64').toString('latin1')).not.toContain('secret');
    expect(seal.open(sealed, place)).toBe('xoxb-secret');
    expect(seal.seal('xoxb-secret', place)).not.toBe(sealed);
  });

  it('is opened by an older key that is still there, and is then due for the new one', () => {
    const sealed = createTokenSeal([march]).seal('xoxb-secret', place);
    const seal = createTokenSeal([june, march]);
    expect([seal.open(sealed, place), seal.isFresh(sealed)]).toEqual(['xoxb-secret', false]);
    expect(seal.isFresh(seal.seal('xoxb-secret', place))).toBe(true);
  });

  it.each<[string, (sealed: string) => string, SealedPlace]>([
    ['of another team', (sealed) => sealed, { ...place, orgId: 'T2' }],
    ['of another column', (sealed) => sealed, { ...place, column: 'refresh_token' }],
    ['that was changed', (sealed) => `${sealed.slice(0, -4)}AAAA`, place],
    ['that was cut', (sealed) => sealed.slice(0, 10), place],
    ['under the name of another key', (sealed) => sealed.replace('march', 'june'), place],
    ['that was never sealed', () => 'xoxb-secret', place],
    ['that is empty', () => '', place],
  ])('can’t be opened in the place %s, and the error holds nothing of it', (_, change, where) => {
    const sealed = createTokenSeal([march]).seal('xoxb-secret', place);
    const open = () => createTokenSeal([march, june]).open(change(sealed), where);
    expect(open).toThrow(SealError);
    try {
      open();
    } catch (error) {
      expect(String(error)).not.toMatch(/secret|xoxb/);
      expect(error).not.toHaveProperty('cause');
    }
  });

  it('can’t be opened when its key is gone, and the operator reads which one it was', () => {
    const sealed = createTokenSeal([march]).seal('xoxb-secret', place);
    expect(() => createTokenSeal([june]).open(sealed, place)).toThrow(
      'A token of T1 is sealed with the key “march”, which TOKEN_KEYS does not hold.',
    );
    expect(() => createTokenSeal([])).toThrow('TOKEN_KEYS holds no key.');
  });
});
