import { createHash, randomBytes } from 'node:crypto';

const tokenBytes = 32;

/** 43 characters that need no escaping in an address and cannot be guessed. It goes into the link and nowhere else. */
export function createToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/** What is stored of it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
