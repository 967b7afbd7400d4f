import { pageStyleHash } from './page-style.ts';

const yearSeconds = 31_536_000;

/** What every answer carries: no scripts, no frames, no traces in search engines, caches or the address bars of other sites. */
export function securityHeaders({ isHttps }: { isHttps: boolean }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${pageStyleHash}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
    ...(isHttps ? { 'strict-transport-security': `max-age=${yearSeconds}` } : {}),
  };
}
