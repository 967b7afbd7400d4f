import type { Button } from '../ports/outbox.ts';
import { writePair } from '../turns/forking/pair-target.ts';
import type { ComparisonView } from '../turns/forking/view-comparison.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { actions, context, divider, fitMessage, header, type MessageBlock, type Rendered, section } from './blocks.ts';
import { cutText, fitLines, limits } from './limits.ts';
import { escapeText, type IsKnown, knows, renderPhrase } from './render-phrase.ts';

const maxTitleChars = 120;
const maxButtonTitleChars = 40;
const maxLineChars = 600;
const maxPackChars = 2_800;

/** A workshop and its what-if side by side, and which one to keep. */
export function renderComparison({ one, other, steps, more, packs, people }: ComparisonView): Rendered {
  const isKnown = knows(people);
  const title = (workshop: Workshop) => escapeText(cutText(workshop.title, maxTitleChars));
  const room = Math.min(limits.section, Math.floor(9_000 / Math.max(1, steps.length)));
  const shown = steps.map(({ name, lines }) => {
    const head = `*${escapeText(name)}*\n`;
    const fitted = fitLines(
      lines.map((line) => renderPhrase(line, isKnown)),
      { maxChars: room - head.length, maxLineChars, sayMore: (count) => `_… and ${count} more_` },
    );
    return section(head + fitted);
  });
  const putAway = [one, other].find((workshop) => workshop.settings.archived);
  const decided = putAway
    ? [context(`:white_check_mark: “${title(putAway === one ? other : one)}” was kept; “${title(putAway)}” is put away.`)]
    : [
        context('The host keeps one; the other is put away, and can be taken up again on its card.'),
        actions([keep(one, other), keep(other, one)]),
      ];
  const blocks: MessageBlock[] = [
    header('What is different'),
    section(`“${title(one)}” → “${title(other)}”`),
    ...(shown.length > 0 ? shown : [section('They say the same so far.')]),
    ...(more > 0 ? [context(`… and ${more} more steps differ`)] : []),
    section(`*The build packs*\n${sayPacks(packs, isKnown)}`),
    divider,
    ...decided,
  ];
  return fitMessage({ text: `What is different: “${title(one)}” → “${title(other)}”`, blocks });
}

/** What both say on one line; what they say differently, one under the other. */
function sayPacks(packs: ComparisonView['packs'], isKnown: IsKnown): string {
  const lines = packs.flatMap(({ label, one, other, isSame }) =>
    isSame
      ? [`• *${escapeText(label)}*, in both: ${renderPhrase(one, isKnown)}`]
      : [`• *${escapeText(label)}*: ${renderPhrase(one, isKnown)}\n      → ${renderPhrase(other, isKnown)}`],
  );
  return fitLines(lines, { maxChars: maxPackChars, maxLineChars: maxLineChars * 2, sayMore: (count) => `_… and ${count} more_` });
}

function keep(kept: Workshop, other: Workshop): Button {
  return {
    label: `Keep this one: ${cutText(kept.title, maxButtonTitleChars)}`,
    action: 'keep-one',
    value: writePair({ one: kept.id, other: other.id }),
  };
}
