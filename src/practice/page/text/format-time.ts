import type { Ts } from '../../protocol.ts';

/** Milliseconds since 1970 of a Slack timestamp. */
export function toMillis(ts: Ts): number {
  return Math.floor(Number(ts) * 1000);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(atMs: number, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: knownZone(timeZone) });
    formatters.set(key, formatter);
  }
  return formatter.format(atMs);
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** `14:05` on the clock of the given zone. */
export function formatClock(atMs: number, timeZone: string): string {
  return format(atMs, timeZone, { hour: '2-digit', minute: '2-digit' });
}

/** `Wednesday 4 November 2026, 14:05:09 Europe/Berlin`, for tooltips. */
export function formatFull(atMs: number, timeZone: string): string {
  return `${format(atMs, timeZone, { dateStyle: 'full' })}, ${format(atMs, timeZone, { timeStyle: 'medium' })} ${timeZone}`;
}

/** A day's name as seen from `nowMs`: Today, Yesterday, else `Wednesday 4 November`. */
export function formatDay(atMs: number, nowMs: number, timeZone: string): string {
  const day = dayKey(atMs, timeZone);
  if (day === dayKey(nowMs, timeZone)) return 'Today';
  if (day === dayKey(nowMs - 86_400_000, timeZone)) return 'Yesterday';
  return format(atMs, timeZone, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** Equal for two instants on the same day of that zone. */
export function dayKey(atMs: number, timeZone: string): string {
  return format(atMs, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' });
}

/** How long ago, in words short enough for a thread's summary line. */
export function formatAgo(atMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.round((nowMs - atMs) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.round(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

/**
 * Slack's `<!date^…>` tokens. Unknown tokens make the whole thing fall back to the author's own text, as in Slack.
 * Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatDateToken(seconds: number, pattern: string, nowMs: number, timeZone: string): string | undefined {
  const atMs = seconds * 1000;
  const pretty = (long: string) => {
    const day = formatDay(atMs, nowMs, timeZone);
    return day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : long;
  };
  const long = () => format(atMs, timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const medium = () => format(atMs, timeZone, { day: 'numeric', month: 'long', year: 'numeric' });
  const short = () => format(atMs, timeZone, { day: 'numeric', month: 'short', year: 'numeric' });
  const tokens: Record<string, () => string> = {
    date_num: () => format(atMs, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-'),
    date: medium,
    date_short: short,
    date_long: long,
    date_pretty: () => pretty(medium()),
    date_short_pretty: () => pretty(short()),
    date_long_pretty: () => pretty(long()),
    time: () => formatClock(atMs, timeZone),
    time_secs: () => format(atMs, timeZone, { timeStyle: 'medium' }),
    ago: () => formatAgo(atMs, nowMs),
  };
  let isKnown = true;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const token = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    if (!token) isKnown = false;
    return token ? token() : '';
  });
  return isKnown ? text : undefined;
}
