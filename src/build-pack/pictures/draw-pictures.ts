import type { BuildPack } from '../pack.ts';
import { drawJourneyCurve } from './journey-curve.ts';
import { drawParticipation } from './participation.ts';
import { frame, type Picture } from './picture.ts';
import { drawStakeholderMap } from './stakeholder-map.ts';
import { drawThemeMaps } from './theme-map.ts';
import { drawValidationOverview } from './validation-overview.ts';
import { drawVoteResults } from './vote-result.ts';
import { type Names, plainWords } from './words.ts';

/**
 * All pictures that a pack has the data for, in the order of its steps; what concerns the whole workshop comes last. The same pack gives
 * the same pictures. `names` puts names to those who took part, who stay nameless without it, and to whom people mention; for the latter
 * alone there is `mentions`.
 */
export function drawPictures(pack: BuildPack, { names, mentions = names }: { names?: Names; mentions?: Names } = {}): Picture[] {
  const plain = inPlainWords(pack, mentions);
  const sheets = [
    ...drawStakeholderMap(plain),
    ...drawThemeMaps(plain),
    ...drawJourneyCurve(plain),
    ...drawVoteResults(plain),
    ...drawValidationOverview(plain),
    ...drawParticipation(plain, names && ((userId) => plainWords(names(userId), undefined))),
  ];
  const order = new Map(plain.steps.map((step) => [step.stepId, step.position]));
  const positionOf = (picture: Picture) => (picture.stepId === null ? undefined : order.get(picture.stepId)) ?? Number.POSITIVE_INFINITY;
  const pictures = sheets.map((sheet) => frame(sheet, plain.title));
  return pictures
    .map((picture) => ({ picture, position: positionOf(picture) }))
    .sort((a, b) => (a.position === b.position ? 0 : a.position - b.position))
    .map(({ picture }) => picture);
}

/** Every text of the pack as a picture can show it. */
function inPlainWords(pack: BuildPack, names: Names | undefined): BuildPack {
  return JSON.parse(JSON.stringify(pack), (_, value: unknown) =>
    typeof value === 'string' ? plainWords(value, names) : value,
  ) as BuildPack;
}
