import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Who asks. Behind `trustedProxies` of the operator's own it is what the outermost of them has written into X-Forwarded-For; what stands
 * left of that anybody may have made up. Without proxies the header is not looked at.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  trustedProxies: number,
): string {
  const direct = socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  const header = headers['x-forwarded-for'];
  const chain = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((one) => one.trim());
  const claimed = withoutPort(chain.at(-trustedProxies) ?? '');
  return isIP(claimed) > 0 ? claimed : direct;
}

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
