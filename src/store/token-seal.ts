import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** 32 bytes, with the name by which sealed texts call it. */
export interface SealKey {
  id: string;
  key: Buffer;
}

/** What a sealed text belongs to: moved anywhere else it can't be opened. */
export interface SealedPlace {
  orgId: string;
  column: 'bot_token' | 'refresh_token';
}

export interface TokenSeal {
  seal(text: string, place: SealedPlace): string;
  /** Throws SealError when the key is not there, or when the text was changed or moved. Its message holds nothing of either. */
  open(sealed: string, place: SealedPlace): string;
  /** Throws SealError where one of these keys is missing. */
  needs(keyIds: readonly string[]): void;
  /** Sealed with the key that seals now. */
  isFresh(sealed: string): boolean;
}

/** A stored token can't be read; one sentence for the operator. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM. The first key seals, all of them open. A sealed text is `KEY-ID:base64(nonce, text, tag)`. */
export function createTokenSeal(keys: readonly SealKey[]): TokenSeal {
  const [current] = keys;
  if (!current) throw new SealError('TOKEN_KEYS holds no key.');
  return {
    seal(text, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, current.key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(place));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${current.id}:${sealed.toString('base64')}`;
    },
    open(sealed, place) {
      const { id, bytes } = split(sealed);
      const key = keys.find((one) => one.id === id)?.key;
      if (!key) throw new SealError(`A token of ${place.orgId} is sealed with the key “${id}”, which TOKEN_KEYS does not hold.`);
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
          .setAAD(boundTo(place))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        throw new SealError(`A token of ${place.orgId} can't be opened with the key “${id}”: it was changed, or the key was.`);
      }
    },
    needs(keyIds) {
      const missing = keyIds.find((id) => !keys.some((key) => key.id === id));
      if (missing !== undefined)
        throw new SealError(
          `Tokens are sealed with the key “${missing}”, which TOKEN_KEYS does not hold: put it back behind the newer ones.`,
        );
    },
    isFresh: (sealed) => split(sealed).id === current.id,
  };
}

function boundTo({ orgId, column }: SealedPlace): Buffer {
  return Buffer.from(`${orgId}:${column}`, 'utf8');
}

function split(sealed: string): { id: string; bytes: Buffer } {
  const colon = sealed.indexOf(':');
  return { id: sealed.slice(0, Math.max(colon, 0)), bytes: Buffer.from(sealed.slice(colon + 1), 'base64') };
}
