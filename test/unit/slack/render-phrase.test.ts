import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everybody, knows, renderPhrase } from '../../../src/slack/render-phrase.ts';
import { person, phrase } from '../../../src/workshop/phrase.ts';

describe('a sentence of the bot', () => {
  it('keeps its own formatting and escapes what people said', () => {
    expect(renderPhrase(phrase`*Noted:* ${'a < b & c > d'}`, everybody)).toBe('*Noted:* a &lt; b &amp; c &gt; d');
  });

  it('mentions people of the workshop and nobody else', () => {
    const known = knows(['UANNA']);
    expect(renderPhrase(phrase`${person('UANNA')} and ${person('UEVIL')}: ${'ask <@UANNA> and <@UEVIL>'}`, known)).toBe(
      '<@UANNA> and somebody: ask <@UANNA> and somebody',
    );
  });

  it.each(['<!channel>', '<!here>', '<!everyone|x>', '<!subteam^S1>', '<#C1|general>', '<https://evil.example|click>', '<@ULOUD|x>'])(
    'turns %s in what somebody said into mere words',
    (text) => {
      expect(renderPhrase(phrase`${text}`, everybody)).not.toMatch(/[<>]/);
    },
  );

  it('never holds anything between angle brackets but mentions of known people', () => {
    const nasty = fc.array(
      fc.constantFrom('<', '>', '!', '@', '#', '|', '&', ';', 'channel', 'here', 'UANNA', 'UEVIL', 'amp', 'lt', 'https://x.example', ' '),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const rendered = renderPhrase(phrase`${parts.join('')}`, knows(['UANNA']));
        expect(rendered.replaceAll('<@UANNA>', '')).not.toMatch(/[<>]/);
      }),
    );
  });
});
