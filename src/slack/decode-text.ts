import { cleanText } from '../workshop/clean-text.ts';

const sequence = /<([^<>]+)>/g;

/**
 * What somebody wrote, out of Slack's notation: links as `label (address)`, channels and groups by name, entities decoded;
 * mentions of people stay `<@U…>`, and only those that Slack made look like that. Without what nobody can see.
 */
export function decodeText(slackText: string): string {
  let decoded = '';
  let last = 0;
  for (const match of slackText.matchAll(sequence)) {
    decoded += decodePlain(slackText.slice(last, match.index)) + decodeSequence(match[1] ?? '');
    last = match.index + match[0].length;
  }
  return cleanText(decoded + decodePlain(slackText.slice(last)));
}

/** Typed angle brackets must not turn into a mention. */
function decodePlain(text: string): string {
  return decodeEntities(text).replace(/<(?=[@#!])/g, '‹');
}

function decodeEntities(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function decodeSequence(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = decodePlain(bar < 0 ? '' : inner.slice(bar + 1)).trim();
  if (/^@[UW][A-Z0-9]+$/.test(target)) return `<${target}>`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (/^!(channel|here|everyone)$/.test(target)) return `@${target.slice(1)}`;
  if (target.startsWith('!')) return label || target.slice(1);
  const address = decodePlain(target).replace(/^mailto:/, '');
  return !label || label === address || `https://${label}` === address || `http://${label}` === address ? address : `${label} (${address})`;
}

export function mentionsUser(text: string, userId: string): boolean {
  return text.includes(`<@${userId}>`);
}
